"""The contracts: what a form, a finding, a unit, a site and a scheme are. Nothing here reads a submission."""
