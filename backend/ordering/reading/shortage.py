"""Set phrases with which people settle short stock: take what there is, wait for the rest, leave it; and a plain yes.

Called with a normalised reply; knows no products.
"""

import re

_BACKORDER = re.compile(
    r"(?:剩下|其余|剩余|不够|缺|余下|差)[^,.;!?]{0,4}(?:等|补|后续|以后|到货|欠|再发|晚点|晚些|后发)|等(?:补货|到货|有货|货到|来货)|补货(?:后|了)?(?:再|后)?(?:发|送|补)|(?:欠着|缺货登记|预订|预定|后补|补发|到货再发|"
    r"有货再发|先欠|延后|后续补)|都要.{0,8}(?:等|补)"
    r"|back[- ]?order|wait for (?:the )?(?:rest|remainder|stock|restock|it|them|others?)|(?:rest|remainder|remaining|others?|"
    r"balance)\s.{0,20}(?:later|when|once|follow|after|next|back|wait)|ship (?:what|the available).{0,40}(?:later|rest|back|remainder)|(?:can|i'?ll|"
    r"we'?ll|will|happy to) wait|when (?:it'?s|they'?re|you'?re)? ?(?:back in stock|restocked|available|in)|\bowe (?:me|us)\b|in two shipments|"
    r"split (?:the )?(?:shipment|delivery)"
)
_NO_REST = re.compile(
    r"(?:剩下|其余|剩余|余下|不够|其他|缺)[^,.;!?]{0,6}(?:不要|算了|取消|不用|就不)|(?:don'?t|do not|no) (?:want|need) the rest|(?:forget|drop|cancel|skip|leave|"  # noqa: E501 - a pattern or word list, one a line
    r"never mind)\s+(?:about )?the (?:rest|remainder|remaining)|no back[- ]?order|not the rest|without the rest|nothing more"
)
_AVAILABLE = re.compile(
    r"能(?:给|发|送|拿|来|配|供|出)(?:我|我们)?多少[^,.;!?]{0,4}多少|有几(?:箱|件|瓶|罐|盒|包|个|袋)?[^,.;!?]{0,8}(?:几|多少)|(?:有|剩|库存|现货)多少[^,.;!?]{0,6}多少|(?:仓库里?|库里|手头|现在)有的|现有(?:库存|的货)|"
    r"有多少(?:就)?(?:发|要|给|拿|来|送|算|配)多少|有货的?(?:就)?(?:先)?(?:发|要|来|给|送|就行|那些|部分)|(?:先)?(?:发|要|给|来|送)?现有的|只要(?:有货|现货|有的|能发)|现货(?:先发|就行|的就行|发|那些)|"
    r"能发多少(?:就)?发多少|按库存(?:来|发|给|的量)|先发(?:有货|现货|能发|现有|有的)|(?:就|那就|只)(?:要|拿|来)?(?:这|那)(?:些|么多)(?:吧|就行)?|库存有多少(?:就)?要多少|全要了|都给我"
    r"|(?:just|only|take|send|give me|ship|i'?ll take|i'?ll have|we'?ll take|go with|deliver)?\s*(?:me\s+)?(?:just\s+|only\s+)?(?:what(?:ever|'s|s)?|"
    r"all|as (?:much|many) as)\s+(?:(?:that )?you(?:'ve)?(?:\s+(?:have|got|can))+|is (?:available|in stock|left|there)|"
    r"there(?:'s| is)|'s (?:there|available|left|in stock)|in stock|available|left|"
    r"there is|is)|(?:the )?available (?:ones|quantity|amount|stock|qty|part|cases)|in[- ]stock (?:ones|quantity|part|only)|partial(?: (?:shipment|"
    r"delivery|is))?|reduce (?:it )?to (?:what|the)|that(?:'ll| will)? do\b|cut it to"
)
_FEW = r"(?:那|这|另外?|其他的?)?(?:\d+|[一二两三四五六七八九十几]+)?(?:箱|件|瓶|罐|盒|包|个|袋|桶|提|条|托)?(?:货|的)?"
_IN_TIME = re.compile(
    rf"(?:剩下?|其余|剩余|不够|不足|缺|余下|差|欠|没货|短缺|没有)(?:的|了)?{_FEW}[^,.;!?]{{0,6}}(?:补|后面|以后|之后|过后|随后|回头|下次|下批|到时|晚点|晚些|慢慢|有了|来了|到了|再[补发送给寄配])"
    r"|(?:后面|以后|之后|过后|随后|回头|到时候?|下次|下批|晚点|晚些|有货了?|到货了?|来货了?|货到了?)(?:再|也|给我|帮我|一起|你们){0,3}(?:补|发|送|给|寄|配)"
    r"|等(?:你们?|仓库|厂家)?(?:补|到|有货?|来货?|货)|(?:我们?|愿意|可以|能|就|先|慢慢)等(?:着|一?下|等|得起|几天)?(?:[,.!吧]|$)|不(?:着|太)?急(?:的|着要)?(?:[,.!]|$)|慢慢(?:来|补|发|送|给)"
    r"|(?:全|都|照|一箱不少|\d+箱|[一二两三四五六七八九十]+箱)[^.;!?]{0,8}(?:晚(?:点|些|几天|到)?|迟(?:点|些|到)?|慢(?:点|些)?|等)[^.;!?]{0,6}(?:没关系|没事|无所谓|不要紧|也行|可以|也成|不碍事|都行|就行|等)"
    r"|(?:晚|迟|慢)(?:点|些|几天)[^,.;!?]{0,3}(?:没关系|没事|无所谓|不要紧|也行|可以|也成|都行)"
    r"|\b(?:i|we)(?:'?ll| will| can| am happy to|'?m happy to| don'?t mind)? wait(?:ing)?\b|\bwait (?:for|till|until)\b"
    r"|\b(?:no|not in a|not in any) (?:rush|hurry|urgency)\b|\btake your time\b"
    r"|\b(?:missing|other|rest|remaining|outstanding|last|short|lot|all|full|whole)\b.{0,30}"
    r"\b(?:when(?:ever)? (?:you|they|it|there|stock)|as soon as|once (?:you|they|it|stock)|later|afterwards|next (?:week|delivery|truck|time))"
    r"|(?:货|都|全)?(?:到|凑|备|补)齐了?(?:再|后|一起|一块)|等.{0,4}齐|(?:全都?|全部|都|照样|照旧|照数)要|照(?:样|旧|数|单|常)?(?:下|订|要|来)(?!月|次|周)"
    r"|\bkeep (?:all|the full|the whole|it at)\b|\bcan (?:come|follow|arrive|be sent|ship|go) (?:later|after|when|separately|next)"
)
_ALL_OR_NONE = re.compile(
    r"^(?:那|要是|如果|假如|货|嗯|好|,|\s)*(?:不[够足]|没那么多|凑不齐|没有那么多|不是全部|不能全发)(?:的话|货)?[,\s]*(?:那|就|那就|我就|也就|都|全都?)*(?:算了|不要了|不用了|别发了|不订了)(?:吧|了)?[.!]*$"
    r"|\ball or nothing\b|\bif (?:you can'?t|it'?s not|there'?s not|there isn'?t|not)\b.{0,30}"
    r"(?:forget it|drop it|skip it|leave it|don'?t bother|never ?mind)"
)
_DROP = re.compile(
    r"^(?:那|那就|好|行|嗯|哦|先|都|这个|这款|这样的?话|没货)*[,\s]*(?:就)?(?:都)?(?:不要|算了|不用|取消|去掉|删掉|删了|不需要|不买|不订|免了|放弃|不拿|跳过|别要)(?:了|吧|这个|这款|它|这样|这一?条|这行|掉|呢|啊|"
    r"哈)*[.!。]?$|都不(?:是|要|对)|一个都不"
    r"|^(?:ok(?:ay)?|no|nah|well|then|in that case|please|just|,|\s)*(?:no thanks?|no thank you|drop (?:it|that|this|them|the line)|skip (?:it|that|"
    r"this|them)|cancel (?:it|that|this|them|the line)|forget (?:it|about it|that|this)|never ?mind|remove (?:it|that|this|them)|leave (?:it|that|"
    r"them)(?: out| off)?|none(?: of (?:them|these|those))?|neither|not (?:needed|anymore|any more)|don'?t (?:want|need) (?:it|that|this|them|"
    r"any)(?: any ?more)?|scrap (?:it|that)|delete (?:it|that))(?: then| please| thanks| thank you| at all| altogether|,|\s)*[.!]*$"
)
_YES = re.compile(
    r"^(?:是|是的|对|对的|没错|确认|确定|没问题|好|好的|行|可以|嗯|就是|正确|yes|yep|yeah|yup|correct|right|that'?s right|that is right|sure|ok|okay|confirm(?:ed)?|i'?m sure|"  # noqa: E501 - a pattern or word list, one a line
    r"exactly|indeed)(?:[,.!。\s]|了|啊|呀|吧|的|,|数量|没错|没问题|correct|right|please|it'?s|is|that'?s)*$"
)

_HALF = re.compile(
    r"^(?:那|就|先|只|要|给|来|发|送|拿|我们?|它的?|这个的?|也|嗯|好|行|[,\s])*(?:一半|减(?:一)?半)(?:的?话)?(?:也|就|行|好|可以|成|够|要|发|送|来|给我|先|吧|了|啊|呢|没问题|没关系|[,.!\s])*$"
    r"|^(?:(?:ok(?:ay)?|well|then|so|just|only|maybe|send|take|give me|i'?ll|we'?ll|have|make it|let'?s (?:say|do)|,)\s*)*"
    r"(?:halve|(?:the )?half(?: of)?)(?: (?:it|that|them|the (?:amount|quantity)))?"
    r"(?:\s+(?:is|will|would|'?ll|be|do|ok(?:ay)?|fine|enough|works|good|for now|then|please|thanks|too|also|me))*[.!]*$"
)


def shortage_of(normal: str) -> str | None:
    """What to do: "take_available", "backorder", "drop", or None when the reply says nothing about short stock."""
    if _ALL_OR_NONE.search(normal):
        return "drop"
    if _NO_REST.search(normal):
        return "take_available"
    if _BACKORDER.search(normal) or _IN_TIME.search(normal):
        return "backorder"
    if _AVAILABLE.search(normal):
        return "take_available"
    return "drop" if drops(normal) else None


def takes_half(normal: str) -> bool:
    """True when the reply wants half of what was asked about, and says nothing else."""
    return _HALF.search(normal) is not None


def drops(normal: str) -> bool:
    """True when the reply gives the whole wish up."""
    return _DROP.search(normal) is not None


def says_yes(normal: str) -> bool:
    """True for a plain yes."""
    return _YES.search(normal) is not None
