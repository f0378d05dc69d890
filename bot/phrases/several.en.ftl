drafts-several = These are { $count } separate orders: confirm each with its own button, or all together.
drafts-several-left = { $count } of these can be confirmed together. Draft { $left } needs an answer or a change first and is not ordered with them.
drafts-confirm-all = Confirm all { $count }
