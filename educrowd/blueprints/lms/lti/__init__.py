"""LTI 1.3: a site starts lessons elsewhere, and hears how learners did."""
