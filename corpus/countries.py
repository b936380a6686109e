"""Country names and codes, as reports write them, to ISO 3166 two-letter codes."""

from urllib.parse import urlsplit

_LINES = """
AD Andorra; AE United Arab Emirates|UAE; AF Afghanistan; AG Antigua and Barbuda; AL Albania; AM Armenia; AO Angola
AR Argentina; AT Austria|Österreich; AU Australia; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados
BD Bangladesh; BE Belgium|België|Belgique; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin
BN Brunei|Brunei Darussalam; BO Bolivia; BR Brazil|Brasil; BS Bahamas|The Bahamas; BT Bhutan; BW Botswana
BY Belarus; BZ Belize; CA Canada; CD Democratic Republic of the Congo|DR Congo; CF Central African Republic
CG Congo|Republic of the Congo; CH Switzerland|Schweiz|Suisse|Svizzera; CI Côte d'Ivoire|Ivory Coast; CL Chile
CM Cameroon; CN China|People's Republic of China; CO Colombia; CR Costa Rica; CU Cuba; CV Cabo Verde|Cape Verde
CY Cyprus; CZ Czechia|Czech Republic; DE Germany|Deutschland; DJ Djibouti; DK Denmark|Danmark; DM Dominica
DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia|Eesti; EG Egypt; ER Eritrea; ES Spain|España; ET Ethiopia
FI Finland|Suomi; FJ Fiji; FM Micronesia; FO Faroe Islands; FR France; GA Gabon
GB United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland
GD Grenada; GE Georgia; GH Ghana; GL Greenland; GM Gambia|The Gambia; GN Guinea; GQ Equatorial Guinea; GR Greece|Hellas
GT Guatemala; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HN Honduras; HR Croatia|Hrvatska; HT Haiti; HU Hungary
ID Indonesia; IE Ireland|Éire|Republic of Ireland; IL Israel; IN India; IQ Iraq; IR Iran; IS Iceland|Ísland
IT Italy|Italia; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros
KN Saint Kitts and Nevis; KP North Korea; KR South Korea|Korea|Republic of Korea; KW Kuwait; KZ Kazakhstan
LA Laos|Lao PDR; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho
LT Lithuania|Lietuva; LU Luxembourg; LV Latvia|Latvija; LY Libya; MA Morocco; MC Monaco; MD Moldova
ME Montenegro; MG Madagascar; MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar|Burma; MN Mongolia; MO Macao
MR Mauritania; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico|México; MY Malaysia; MZ Mozambique
NA Namibia; NE Niger; NG Nigeria; NI Nicaragua; NL Netherlands|The Netherlands|Nederland|Holland; NO Norway|Norge
NP Nepal; NR Nauru; NZ New Zealand|Aotearoa New Zealand|Aotearoa; OM Oman; PA Panama; PE Peru|Perú
PG Papua New Guinea; PH Philippines|The Philippines; PK Pakistan; PL Poland|Polska; PS Palestine; PT Portugal
PW Palau; PY Paraguay; QA Qatar; RO Romania|România; RS Serbia; RU Russia|Russian Federation; RW Rwanda
SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden|Sverige; SG Singapore; SI Slovenia|Slovenija
SK Slovakia|Slovak Republic|Slovensko; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname
SS South Sudan; ST São Tomé and Príncipe; SV El Salvador; SY Syria; SZ Eswatini; TD Chad; TG Togo; TH Thailand
TJ Tajikistan; TL Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey|Türkiye; TT Trinidad and Tobago
TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda
US United States|USA|U.S.A.|U.S.|United States of America; UY Uruguay; UZ Uzbekistan; VA Holy See|Vatican City
VC Saint Vincent and the Grenadines; VE Venezuela; VN Vietnam|Viet Nam; VU Vanuatu; WS Samoa; XK Kosovo; YE Yemen
ZA South Africa; ZM Zambia; ZW Zimbabwe
"""
_CODES: dict[str, str] = {}
for _entry in _LINES.replace("\n", ";").split(";"):
    _code, _, _names = _entry.strip().partition(" ")
    _CODES |= {name.casefold(): _code for name in [_code, *_names.split("|")] if name}
_GOVERNMENT = frozenset(["gov", "gob", "gouv", "gv", "govt", "go", "gc", "gub", "mil", "nhs", "police", "parliament"])


def country_code(name: str) -> str | None:
    """Return the two-letter code of a country's name or code; null where it is not recognised."""
    return _CODES.get(" ".join(name.split()).casefold())


def country_of_address(url: str) -> str | None:
    """Return the country whose government owns this web address; null where the address does not say.

    Only addresses reserved for public bodies speak: ``.gov`` and ``.mil`` (United States) and names such as
    ``.gov.uk``, ``.govt.nz``, ``.gc.ca``, ``.gouv.fr``.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    labels = host.lower().split(".")
    if labels[-1] in ("gov", "mil"):
        return "US"
    if len(labels) > 1 and labels[-2] in _GOVERNMENT and len(labels[-1]) == 2:
        return "GB" if labels[-1] == "uk" else _CODES.get(labels[-1])
    return None
