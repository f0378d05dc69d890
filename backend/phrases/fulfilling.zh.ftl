# 错误
part-not_found = 没有找到发货单 { $number }。
part-stale = 发货单 { $number } 刚刚被改动过，请查看最新内容后再操作。
part-wrong_status = 发货单 { $number } 的状态是 { $status }，不能这样操作。
part-bad_quantity = 发货单 { $number } 没有这么多数量。
part-bad_status = 不认识的发货状态：{ $status }。
part-no_carrier = 请填写发货单 { $number } 由谁承运（最多 { $longest } 个字）。
part-no_reason = 请写明发货单 { $number } 拒收的原因（最多 { $longest } 个字）。
order-nothing_to_ship = 订单 { $number } 的货都还没有到，到货后才能发。
order-nothing_open = 订单 { $number } 的货都已发出，没有可以放弃的。
inventory-not_reserved = 要发的比预留的多。
# 订单历史
order-action-allocated = 交仓库配货
order-action-picking = 拣货中
order-action-filled = 欠货已配好
order-action-delayed = 送达日期有变
# 通知
order-filled = 订单 { $number } 的欠货已配好，预计 { $day } 送达。
