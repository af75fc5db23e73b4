"""The parts of the envelope that every business message shares."""

from declarations.messages.definitions.shape import entity

TRANSFER = entity(
    "BaseTransfer",
    zh="基础报文传输实体",
    en="Transmitting company",
    table="""
        copCode | C..18    | R | -   | - | Code of the transmitting company | 传输企业代码
        copName | T0..100  | R | -   | - | Name of the transmitting company | 传输企业名称
        dxpMode | C3       | R | DXP | - | Transfer mode                    | 报文传输模式
        dxpId   | C0..30   | R | -   | - | Exchange user id                 | 报文传输编号
        note    | T0..1000 | O | -   | - | Remark                           | 备注
    """,
)

SUBSCRIBE = entity(
    "BaseSubscribe",
    zh="基础回执订阅实体",
    en="Receipt subscription",
    table="""
        status     | C0..100  | R | ALL DATA RET | - | What is subscribed            | 订阅状态
        dxpMode    | C3       | R | DXP          | - | Transfer mode                 | 报文传输模式
        dxpAddress | C0..100  | R | -            | - | DXP user id of the subscriber | 订阅方传输编号
        note       | T0..1000 | O | -            | - | Remark                        | 备注
    """,
)

EXTEND = entity(
    "ExtendMessage",
    zh="扩展自定义数据",
    en="Custom extension",
    table="""
        name    | T0..30 | R | - | - | Name of the custom message    | 自定义报文名称
        version | C0..30 | R | - | - | Version of the custom message | 自定义报文版本
        Message | XML    | R | - | - | Custom body                   | 自定义报文实体
    """,
)
