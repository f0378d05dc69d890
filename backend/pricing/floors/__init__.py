"""Floor prices: below what nothing may be sold without somebody's release."""
