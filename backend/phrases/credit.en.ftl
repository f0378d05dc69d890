credit-no_account = There is no credit account for this dealer.
credit-bad_amount = An order amount cannot be negative ({ $amount }).
credit-bad_account = Limits, uplifts and overdue days cannot be negative.
