"""Country and language codes as a reader sees them: by name, in English or the language that is spoken."""

from collections.abc import Mapping

from views import language

_COUNTRIES = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua and Barbuda; AL Albania; AM Armenia; AO Angola
AR Argentina; AT Austria; AU Australia; AZ Azerbaijan; BA Bosnia and Herzegovina; BB Barbados; BD Bangladesh
BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BN Brunei; BO Bolivia; BR Brazil
BS Bahamas; BT Bhutan; BW Botswana; BY Belarus; BZ Belize; CA Canada; CD Democratic Republic of the Congo
CF Central African Republic; CG Congo; CH Switzerland; CI Côte d'Ivoire; CL Chile; CM Cameroon; CN China
CO Colombia; CR Costa Rica; CU Cuba; CV Cabo Verde; CY Cyprus; CZ Czechia; DE Germany; DJ Djibouti; DK Denmark
DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; ER Eritrea; ES Spain; ET Ethiopia
FI Finland; FJ Fiji; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom; GD Grenada; GE Georgia
GH Ghana; GL Greenland; GM Gambia; GN Guinea; GQ Equatorial Guinea; GR Greece; GT Guatemala; GW Guinea-Bissau
GY Guyana; HK Hong Kong; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel
IN India; IQ Iraq; IR Iran; IS Iceland; IT Italy; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan
KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis; KP North Korea; KR South Korea; KW Kuwait
KZ Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho
LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro; MG Madagascar
MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN Mongolia; MO Macao; MR Mauritania; MT Malta
MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NE Niger; NG Nigeria
NI Nicaragua; NL Netherlands; NO Norway; NP Nepal; NR Nauru; NZ New Zealand; OM Oman; PA Panama; PE Peru
PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland; PS Palestine; PT Portugal; PW Palau; PY Paraguay
QA Qatar; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan
SE Sweden; SG Singapore; SI Slovenia; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia
SR Suriname; SS South Sudan; ST São Tomé and Príncipe; SV El Salvador; SY Syria; SZ Eswatini; TD Chad; TG Togo
TH Thailand; TJ Tajikistan; TL Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Turkey; TT Trinidad and Tobago
TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; US United States; UY Uruguay; UZ Uzbekistan; VA Holy See
VC Saint Vincent and the Grenadines; VE Venezuela; VN Vietnam; VU Vanuatu; WS Samoa; XK Kosovo; YE Yemen
ZA South Africa; ZM Zambia; ZW Zimbabwe
"""
_WITH_ARTICLE = frozenset(
    ["AE", "BS", "CD", "CF", "DO", "FO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"]
)
_LANGUAGES = """
ar Arabic; bg Bulgarian; bn Bengali; ca Catalan; cs Czech; cy Welsh; da Danish; de German; el Greek; en English
es Spanish; et Estonian; eu Basque; fa Persian; fi Finnish; fr French; ga Irish; gd Scottish Gaelic; gl Galician
he Hebrew; hi Hindi; hr Croatian; hu Hungarian; id Indonesian; is Icelandic; it Italian; ja Japanese; ko Korean
lb Luxembourgish; lt Lithuanian; lv Latvian; mi Māori; ms Malay; mt Maltese; nb Norwegian; nl Dutch; nn Norwegian
no Norwegian; pl Polish; pt Portuguese; ro Romanian; ru Russian; sk Slovak; sl Slovenian; sq Albanian; sr Serbian
sv Swedish; sw Swahili; th Thai; tr Turkish; uk Ukrainian; ur Urdu; vi Vietnamese; zh Chinese
"""


def _read(lines: str) -> Mapping[str, str]:
    entries = (entry.strip().partition(" ") for entry in lines.strip().replace("\n", ";").split(";"))
    return {code: name for code, _, name in entries}


_NAMES: Mapping[str, Mapping[str, str]] = {"country": _read(_COUNTRIES), "language": _read(_LANGUAGES)}


def name_of(facet: str, value: str) -> str:
    """Return the name behind a country's or a language's code; any other value as it is."""
    if facet in _NAMES and language.spoken() != language.SOURCE:
        return (language.country_name if facet == "country" else language.language_name)(value) or value
    return _NAMES.get(facet, {}).get(value, value)


def takes_article(facet: str, value: str) -> bool:
    """Whether a sentence says "the" before the name of a group."""
    return facet == "country" and value in _WITH_ARTICLE
