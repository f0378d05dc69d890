credit-no_account = 该经销商没有信用账户。
credit-bad_amount = 订单金额不能为负数（{ $amount }）。
credit-bad_account = 信用额度、临时额度和逾期天数不能为负数。
