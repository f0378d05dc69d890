drafts-several = These are { $count } separate orders: confirm each with its own button, or all together.
drafts-confirm-all = Confirm all { $count }
