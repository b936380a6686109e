"""What leans on text before or beside it in German, French, Spanish and Dutch: openings, and references.

No opening is a word that an English sentence begins with, so that the language need not be known.
"""

import re

_OPENINGS = (
    # German
    "dies(?:e[mnrs]?)?|jene[mnrs]?|solche[mnrs]?|er|sie|es|ihre?[mnrs]?|seine[mnrs]?|dessen|deren|denen|dabei|dazu|dadurch"
    "|dafür|dagegen|daher|damit|danach|daneben|daran|darauf|daraus|darin|darüber|darum|davon|davor|deshalb|deswegen|somit"
    "|demnach|folglich|zudem|außerdem|ausserdem|ferner|überdies|jedoch|allerdings|dennoch|trotzdem|gleichwohl|hingegen"
    "|vielmehr|auch|ebenso|ebenfalls|hier|hierbei|hierfür|hierzu|dort|zum beispiel"
    "|beide|beides|letztere[rs]?|erstere[rs]?",
    # French
    "ce|cet|cette|ces|cela|ceci|celui|celle|ceux|celles|il|ils|elle|elles|ainsi|cependant|toutefois|néanmoins|pourtant"
    "|donc|ensuite|enfin|également|en effet|en outre|de plus|par ailleurs|par exemple|par conséquent|c['’]est|là|leurs?"
    "|son|sa|ses|dont|or",
    # Spanish
    "est[aeo]s?|es[ao]s?|aquel(?:la|los|las)?|ell[ao]s?|él|así|además|sin embargo|por ell?o|por eso"
    "|por tanto|por lo tanto"
    "|también|tampoco|asimismo|entonces|no obstante|por ejemplo|en cambio|su|sus|dicha?|dichos",
    # Dutch
    "deze|dit|zij|hij|daarom|daardoor|daarbij|daarmee|daarna|daarnaast|hierdoor|hierbij|hiermee"
    "|bovendien|echter|ook|dus|toch|bijvoorbeeld|hun|zulke",
)
LEANS = re.compile(rf"^\W*(?:{'|'.join(_OPENINGS)})\b", re.IGNORECASE)
POINTS = re.compile(
    r"\b(?:siehe|vgl\.|voir|cf\.|véase|zie) (?:oben|unten|auch|ci-|abb|tab|kap|art|fig|p\.|s\.)"
    r"|\b(?:abb(?:ildung|\.)|tabelle|kapitel|abschnitt|tableau|chapitre|gráfico|cuadro|capítulo|afbeelding|tabel"
    r"|hoofdstuk|paragraaf) \d"
    r"|\b(?:ci-dessus|ci-dessous|ci-après|arriba mencionad\w+|obengenannt\w*|vorstehend\w*"
    r"|nachstehend\w*|bovengenoemde?)\b"
)
"""References to other places of the text, in lower case."""
