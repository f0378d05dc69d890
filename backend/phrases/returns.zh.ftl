# 错误
return-not_found = 没有找到退货单 { $number }。
return-stale = 退货单 { $number } 刚刚被改动过，请查看最新内容后再操作。
return-wrong_status = 退货单 { $number } 现在是“{ $status ->
        [REQUESTED] 已申请
        [APPROVED] 已同意
        [RECEIVED] 已收到
        [INSPECTED] 已检查
        [CREDITED] 已入账
        [SETTLED] 已处理
        [REJECTED] 未同意
        [WITHDRAWN] 已撤回
       *[other] { $status }
    }”，不能进行这一步。
return-bad_status = 不认识的退货状态：{ $status }。
return-own = 退货单 { $number } 是您自己提出的，需由其他人审核。
return-no_reason = 请写明原因（最多 { $longest } 个字）。
return-nothing = 请写明要退订单 { $number } 的哪些货。
return-bad_line = 订单 { $number } 没有可退的第 { $line } 行，或数量不对。
return-too_many = 订单 { $number } 这一行最多还能退 { $left }（您要退 { $asked }，按最小单位计）。
return-code_not_shipped = 批号或码 { $code } 不在订单 { $number } 这次发出的货里。
return-nothing_delivered = 订单 { $number } 还没有送达的货，送达后才能退；到货时可以当场拒收。
return-none_delivered = 没有找到您已送达、可以退的这种货。
return-too_late = 订单 { $number } 的退货期限是 { $day }，已经过了。如有质量问题，请联系品牌方。
return-which_goods = 要退订单 { $number } 里的哪种货？例如：{ $goods }。
return-how_many = { $goods } 要退多少？例如“2箱”。
return-not_in_order = 订单 { $number } 里没有“{ $goods }”。
return-bad_quantity = 收到的数量不能超过退货单 { $number } 申请的数量，也不能全是零。
return-bad_outcome = 退货单 { $number } 每一行的处理数量之和必须等于收到的数量。
order-cancel_shipped = 订单 { $number } 的货都已发出，不能取消。到货时可以拒收，收货后可以申请退货。
order-cancel_delivered = 订单 { $number } 已经送达，不能取消。需要的话可以申请退货，例如“订单 { $number } 退2箱……”。
order-cancel_over = 订单 { $number } 已经取消或被驳回，不用再取消。
# 订单历史
order-action-short_closed = 未发的货不再发
order-action-close_asked = 客户要求未发的货不再发
order-action-closed = 订单完结
order-action-return_requested = 申请退货
order-action-return_approved = 同意退货
order-action-return_rejected = 不同意退货
order-action-return_withdrawn = 撤回退货
order-action-returned = 退货已收到
order-action-return_inspected = 退货已检查
order-action-credited = 已开贷项单
# 通知
order-short_closed = 订单 { $number } 未发的货不再发，占用的额度已放开。
order-close_asked = { $by_name } 要求订单 { $number } 未发的货不再发，请处理。
order-return_requested = { $by_name } 申请退订单 { $number } 的货（{ $return }）：{ $reason }
order-return_approved = 您的退货 { $return }（订单 { $number }）已同意，请把货退回来。
order-return_rejected = 您的退货 { $return }（订单 { $number }）没有同意：{ $reason }
order-return_withdrawn = 退货 { $return }（订单 { $number }）已撤回。
order-returned = 退货 { $return }（订单 { $number }）已收到，正在检查。
order-credited = { $priced ->
        [yes] 退货 { $return }（订单 { $number }）已入账 { $currency } { $total }，贷项单 { $credit_note }。
        [owed] 退货 { $return }（订单 { $number }）扣回的促销优惠比货款多 { $currency } { $total }，需补回，贷项单 { $credit_note }。
       *[other] 退货 { $return }（订单 { $number }）已入账，贷项单 { $credit_note }。
    }
