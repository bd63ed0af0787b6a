"""Reports as officers of many departments write them are not accused."""

import pytest
from support.variants import variant

from cchc_xl.findings import Severity


@pytest.mark.parametrize("first", range(0, 300, 25))
def test_a_clean_report_is_not_accused(first):
    told = {
        (seed, finding.code, str(finding.places[0]), finding.found)
        for seed in range(first, first + 25)
        for finding in variant(seed).findings()
        if finding.severity is not Severity.INFO
    }
    assert told == set()
