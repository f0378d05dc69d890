# 错误
draft-none = 您现在没有打开的订单草稿。
draft-none_named = 没有您说的那张草稿，请按收货地或序号说明是哪一张。
draft-one_at_a_time = 一句话里说到了几张草稿，什么都还没有改。请一张一张说。
draft-stale = 草稿已有更新的版本（第 { $version } 版），请按最新内容再操作。
draft-nothing_to_undo = 没有可以撤回的改动。
draft-no_question = 这个问题已经不存在了，请看最新的草稿。
draft-bad_answer = 这个回答不适用于该问题，请从给出的选项中选择，或说明数量。
order-not_found = 没有找到订单 { $number }。
order-none_open = 您没有可以修改或取消的订单。
order-none_named = 没有找到您说的那张订单，请核对日期或订单号。
order-below_shipped = 订单 { $number } 的 { $name_zh } 已经发出一部分，不能改到比发出的还少；多出的请走退货。
order-none_to_repeat = 您还没有可以照着再来一单的订单。
order-which = 您有多张可以操作的订单，请说明订单号：{ $numbers }。
order-wrong_status = 订单 { $number } 的状态是 { $status },不能这样操作。现在可以:{ $allowed }。
order-stale = 订单 { $number } 刚刚被改动过，请查看最新内容后再操作。
order-own_order = 订单 { $number } 是您自己提交或修改的，需由其他人审核。
order-other_approver = 订单 { $number } 需要由其他角色（{ $role }）审核。
order-blocked = 订单 { $number } 现在不能放行。
order-reason_needed = 驳回订单必须写明原因。
order-reason_too_long = 原因最多 { $longest } 个字。
order-day_too_far = 送货日 { $day } 太远了，最多只能预留 { $longest } 天内的货。
order-nothing_read = 没有看出要订什么，请说明商品和数量。
order-text_too_long = 消息太长，一次最多读 { $longest } 个字。
order-too_many_lines = 一张草稿最多 { $most } 行。
order-nothing_changed = 订单 { $number } 没有任何变化。
order-would_be_empty = 这样改订单 { $number } 就没有商品了；不要了请取消订单。
order-bad_qty = { $name_zh } 的数量不正确，必须大于 0 且小于 10 亿。
order-bad_import = 以下订单没有明细或合计与明细不符：{ $numbers }。
order-bad_status = 不认识的订单状态：{ $status }。
order-bad_rule = 审核规则 { $rule } 无法判断，请检查条件和数值。
order-bad_example = 示例 { $example } 用了不存在的条件或不是数字的值。
order-example_fails = 示例 { $example } 的结果不对：应为 { $expected }，实际为 { $found }；规则没有发布。
# 订单历史
order-action-submitted = 提交订单
order-action-held = 提交订单，待审核
order-action-released = 审核放行
order-action-rejected = 审核驳回
order-action-changed = 修改订单
order-action-cancelled = 取消订单
order-action-shipped = 发货
order-action-delivered = 送达
order-action-imported = 从原系统转入
# 通知
order-submitted = 订单 { $number } 已由 { $by_name } 提交{ $priced ->
        [yes] ，金额 { $total } { $currency }
       *[no] {""}
    }。
order-held = 订单 { $number } 已由 { $by_name } 提交{ $priced ->
        [yes] ，金额 { $total } { $currency }
       *[no] {""}
    }，待审核放行。
order-released = 订单 { $number } 已审核放行。
order-rejected = 订单 { $number } 被驳回，原因：{ $reason }。
order-changed = 订单 { $number } 已由 { $by_name } 修改{ $priced ->
        [yes] ，现金额 { $total } { $currency }
       *[no] {""}
    }。
order-cancelled = 订单 { $number } 已由 { $by_name } 取消。
