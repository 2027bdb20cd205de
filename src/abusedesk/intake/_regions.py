"""AWS regions in text, by code or by display name."""

from __future__ import annotations

import re

# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
_PLACES = {
    "n. virginia": "us-east-1", "northern virginia": "us-east-1", "ohio": "us-east-2",
    "n. california": "us-west-1", "northern california": "us-west-1", "oregon": "us-west-2",
    "cape town": "af-south-1", "hong kong": "ap-east-1", "taipei": "ap-east-2",
    "mumbai": "ap-south-1", "hyderabad": "ap-south-2", "tokyo": "ap-northeast-1", "seoul": "ap-northeast-2",
    "osaka": "ap-northeast-3", "osaka-local": "ap-northeast-3", "singapore": "ap-southeast-1",
    "sydney": "ap-southeast-2", "jakarta": "ap-southeast-3", "melbourne": "ap-southeast-4",
    "malaysia": "ap-southeast-5", "new zealand": "ap-southeast-6", "thailand": "ap-southeast-7",
    "calgary": "ca-west-1", "frankfurt": "eu-central-1", "zurich": "eu-central-2", "ireland": "eu-west-1",
    "london": "eu-west-2", "paris": "eu-west-3", "stockholm": "eu-north-1", "milan": "eu-south-1",
    "spain": "eu-south-2", "tel aviv": "il-central-1", "bahrain": "me-south-1", "uae": "me-central-1",
    "sao paulo": "sa-east-1", "são paulo": "sa-east-1", "us-west": "us-gov-west-1",
    "us-east": "us-gov-east-1",
    "beijing": "cn-north-1", "ningxia": "cn-northwest-1",
}  # fmt: skip
_CENTRAL = {"canada": "ca-central-1", "mexico": "mx-central-1"}
_CODE = re.compile(
    r"(?<![\w-])((?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-|iso[bef]?-)?"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)[a-f]?(?![\w-])",
    re.IGNORECASE,
)
_DISPLAY = re.compile(
    r"\b(?:US East|US West|EU|Europe|Asia Pacific|AP|Africa|Canada West|"
    r"Israel|Middle East|South America|China|"
    r"AWS GovCloud|GovCloud)[ -]{0,2}\(?("
    + "|".join(map(re.escape, sorted(_PLACES, key=len, reverse=True)))
    + r")\)?"
    r"|\b(canada|mexico) ?\(central\)",
    re.IGNORECASE,
)
_IN_LABEL = re.compile(
    "|".join(rf"\b{re.escape(place)}\b" for place in _PLACES if not place.startswith("us-")), re.IGNORECASE
)


def regions(text: str, *, labelled: bool = False) -> tuple[str, ...]:
    """
    Codes of the regions in text, in order, each once; a zone ("us-east-1a") is its region.

    labelled: text is a region label's value, where a city alone names the region.
    """
    found = [(one.start(), one[1].lower()) for one in _CODE.finditer(text)]
    found += [
        (one.start(), _PLACES[one[1].lower()] if one[1] else _CENTRAL[one[2].lower()])
        for one in _DISPLAY.finditer(text.replace("\n", " "))
    ]
    if labelled and not found:
        found = [(one.start(), _PLACES[one[0].lower()]) for one in _IN_LABEL.finditer(text)]
    return tuple(dict.fromkeys(code for _, code in sorted(found)))
