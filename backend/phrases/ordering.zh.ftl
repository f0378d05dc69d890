# 错误
draft-none = 您现在没有打开的订单草稿。
draft-stale = 草稿已有更新的版本（第 { $version } 版），请按最新内容再操作。
draft-no_question = 这个问题已经不存在了，请看最新的草稿。
draft-bad_answer = 这个回答不适用于该问题，请从给出的选项中选择，或说明数量。
order-not_found = 没有找到订单 { $number }。
order-none_open = 您没有可以修改或取消的订单。
order-which = 您有多张可以操作的订单，请说明订单号：{ $numbers }。
order-wrong_status = 订单 { $number } { $status ->
    [HOLD] 正待审核
    [APPROVED] 已通过审核
    [SHIPPED] 已发货
    [DELIVERED] 已送达
    [CANCELLED] 已取消
   *[REJECTED] 已被驳回
}，不能{ $action ->
    [approve] 放行
    [reject] 驳回
    [change] 修改
    [cancel] 取消
    [ship] 发货
   *[deliver] 签收
}。
order-stale = 订单 { $number } 刚刚被改动过，请查看最新内容后再操作。
order-own_order = 订单 { $number } 是您自己提交的，需由其他人审核。
order-reason_needed = 驳回订单必须写明原因。
order-nothing_read = 没有看出要订什么，请说明商品和数量。
order-nothing_changed = 订单 { $number } 没有任何变化。
order-would_be_empty = 这样改订单 { $number } 就没有商品了；不要了请取消订单。
order-bad_qty = { $sku } 的数量不正确，请填大于 0 的数量。
order-not_sold = 以下商品目前对您没有售价或已停售：{ $skus }。
order-bad_import = 以下订单没有明细或合计与明细不符：{ $numbers }。
order-bad_status = 不认识的订单状态：{ $status }。
order-bad_rule = 审核规则 { $rule } 无法判断，请检查条件和数值。
# 订单状态
order-status-hold = 待审核
order-status-approved = 已通过
order-status-shipped = 已发货
order-status-delivered = 已送达
order-status-cancelled = 已取消
order-status-rejected = 已驳回
# 订单历史
order-action-submitted = 提交订单
order-action-approved = 审核放行
order-action-rejected = 审核驳回
order-action-changed = 修改订单
order-action-cancelled = 取消订单
order-action-shipped = 发货
order-action-delivered = 送达
order-action-imported = 从原系统转入
# 通知
order-submitted = 订单 { $number } 已提交。
order-approved = 订单 { $number } 已审核通过。
order-rejected = 订单 { $number } 被驳回，原因：{ $reason }。
order-changed = 订单 { $number } 已修改。
order-cancelled = 订单 { $number } 已取消。
# 阻止下单
gate-frozen = 贵店账户已被冻结（自 { $since } 起，原因：{ $reason }），不能下单；请联系品牌经理解冻。
gate-frozen-short = 账户冻结
gate-licence-expired = 证照 { $licence } 已于 { $valid_through } 过期，不能下单；请更新证照后再下单。
gate-licence-expired-short = 证照过期
gate-region-not-authorised = 收货地 { $place_zh } 所在区域未授权，不在贵店的授权区域内；请换到授权区域内的收货地，或向品牌申请授权。
gate-region-not-authorised-short = 区域未授权
gate-category-forbidden = { $place_zh } 所在区域不允许发运该品类（{ $skus }）；请去掉这些商品或更换收货地。
gate-category-forbidden-short = 品类禁运
gate-no-ship-to = 还没有收货地；请告诉我送到哪个仓库。
gate-no-ship-to-short = 缺收货地
gate-not-sold = 以下商品目前没有您的售价或已停售：{ $skus }；请去掉后再下单。
gate-not-sold-short = 无售价或已停售
# 需要审核
gate-over-credit = 超出信用额度 { $shortfall }（额度 { $limit }，含本单占用 { $exposure_after }）；回款或减少数量即可，否则需品牌经理审核。
gate-over-credit-short = 超出信用额度 { $shortfall }
gate-overdue = 有逾期未付的货款，已逾期 { $days } 天；付清逾期货款即可，否则需品牌经理审核。
gate-overdue-short = 逾期 { $days } 天
gate-grade-not-a = 客户等级为 { $grade }，非 A 级客户的订单需品牌经理审核。
gate-grade-not-a-short = 等级 { $grade }
gate-amount-ge-100000 = 订单金额 { $amount } 达到 { $threshold }，需品牌经理审核；减少金额可免审核。
gate-amount-ge-100000-short = 金额达到 { $threshold }
# 提醒
gate-licence-expiring = 证照 { $licence } 将于 { $valid_through } 到期（还剩 { $days } 天），请及时更新。
gate-licence-expiring-short = 证照即将到期
gate-delivery-moved = { $requested } 无法送达（{ $cutoff } 截单，最早 { $earliest }），送货日改为 { $day }。
gate-delivery-moved-short = 送货日改为 { $day }
gate-duplicate = { $hours } 小时内已有一张完全相同的订单 { $number }；如不是重复下单，可照常确认。
gate-duplicate-short = 可能重复：{ $number }
# 与展示时不同
order-differs-price = { $item } 的价格有变化。
order-differs-stock = { $item } 的库存有变化。
order-differs-line = { $item } 这一行有变化。
order-differs-total = 合计有变化。
order-differs-date = 送货日有变化。
order-differs-place = 收货地有变化。
order-differs-currency = 币种有变化。
order-differs-gate = 出现了新的限制或审核原因。
