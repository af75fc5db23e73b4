"""The import list, CEB621, and its receipt, CEB622."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

LIST_HEAD = entity(
    "InventoryHead",
    zh="进口清单表头",
    en="Import list head",
    table="""
        guid             | C36      | R | -     | - | Unique serial number                    | 系统唯一序号
        appType          | C1       | R | 1 2 3 | - | Submission type                         | 报送类型
        appTime          | D14      | R | -     | - | Submission time                         | 报送时间
        appStatus        | C..3     | R | 1 2   | - | Business status                         | 业务状态
        orderNo          | C..60    | R | -     | - | Order number of the platform            | 订单编号
        ebpCode          | C..18    | R | -     | - | Platform code                           | 电商平台代码
        ebpName          | T..100   | R | -     | - | Platform name                           | 电商平台名称
        ebcCode          | C..18    | R | -     | - | Merchant code                           | 电商企业代码
        ebcName          | T..100   | R | -     | - | Merchant name                           | 电商企业名称
        logisticsNo      | C..60    | R | -     | - | Waybill (parcel) number                 | 物流运单编号
        logisticsCode    | C..18    | R | -     | - | Logistics company code                  | 物流企业代码
        logisticsName    | T..100   | R | -     | - | Logistics company name                  | 物流企业名称
        copNo            | C0..20   | O | -     | - | Declarant's own document number         | 企业内部编号
        preNo            | C0..18   | O | -     | - | Pre-entry number                        | 电子口岸编号
        assureCode       | C..30    | R | -     | - | Guarantor code                          | 担保企业编号
        emsNo            | C0..30   | O | -     | - | Bonded ledger number                    | 账册编号
        invtNo           | C0..18   | O | -     | - | Import list number                      | 清单编号
        ieFlag           | C1       | R | I E   | - | Import/export flag                      | 进出口标记
        declTime         | D8       | R | -     | - | Declaration date                        | 申报日期
        customsCode      | C4       | R | -     | - | Customs office of declaration           | 申报海关代码
        portCode         | C4       | R | -     | - | Customs office of the port of entry     | 口岸海关代码
        ieDate           | D8       | O | -     | - | Date of entry of the means of transport | 进口日期
        buyerIdType      | C1       | R | 1     | - | Orderer ID type                         | 订购人证件类型
        buyerIdNumber    | C..60    | R | -     | P | Orderer ID number                       | 订购人证件号码
        buyerName        | T..60    | R | -     | P | Orderer real name                       | 订购人姓名
        buyerTelephone   | C..30    | R | -     | P | Orderer phone                           | 订购人电话
        consigneeAddress | T..200   | R | -     | P | Consignee address                       | 收货地址
        agentCode        | C..18    | R | -     | - | Declarant code                          | 申报企业代码
        agentName        | T..100   | R | -     | - | Declarant name                          | 申报企业名称
        areaCode         | C0..18   | O | -     | - | In-zone warehouse company code          | 区内企业代码
        areaName         | T0..100  | O | -     | - | In-zone warehouse company name          | 区内企业名称
        tradeMode        | C4       | R | -     | - | Supervision mode                        | 贸易方式
        trafMode         | C1       | R | -     | - | Transport mode                          | 运输方式
        trafNo           | T0..100  | O | -     | - | Means of transport                      | 运输工具编号
        voyageNo         | T0..32   | O | -     | - | Voyage or flight number                 | 航班航次号
        billNo           | C0..37   | O | -     | - | Master bill number                      | 提运单号
        loctNo           | C0..10   | O | -     | - | Supervised place code                   | 监管场所代码
        licenseNo        | C0..19   | O | -     | - | Licence number                          | 许可证件号
        country          | C3       | R | -     | - | Country                                 | 起运国
        freight          | N19,5    | R | -     | - | Freight                                 | 运费
        insuredFee       | N19,5    | R | -     | - | Insurance fee                           | 保价费
        currency         | C3       | R | 142   | - | Currency                                | 币制
        wrapType         | C1       | O | -     | - | Package type                            | 包装种类代码
        packNo           | I9       | R | -     | - | Pieces                                  | 件数
        grossWeight      | N19,5    | R | -     | - | Gross weight, kg                        | 毛重
        netWeight        | N19,5    | R | -     | - | Net weight, kg                          | 净重
        note             | T0..1000 | O | -     | - | Remark                                  | 备注
    """,
)

LIST_LINE = entity(
    "InventoryList",
    zh="进口清单商品",
    en="Import list line",
    table="""
        gnum         | I        | R | -   | - | Line number                   | 商品序号
        itemRecordNo | C0..30   | O | -   | - | Ledger item (material) number | 账册备案料号
        itemNo       | C0..30   | O | -   | - | Merchant SKU                  | 企业商品货号
        itemName     | T0..250  | O | -   | - | Goods name on the platform    | 企业商品名称
        gcode        | C10      | R | -   | - | HS code                       | 商品编码
        gname        | T..250   | R | -   | - | Goods name                    | 商品名称
        gmodel       | T..510   | R | -   | - | Specification                 | 商品规格型号
        barCode      | T0..50   | O | -   | - | Bar code                      | 条形码
        country      | C3       | R | -   | - | Country                       | 原产国
        tradeCountry | C3       | O | -   | - | Trading country               | 贸易国
        currency     | C3       | R | 142 | - | Currency                      | 币制
        qty          | N19,5    | R | -   | - | Declared quantity             | 数量
        unit         | C3       | R | -   | - | Declared unit                 | 计量单位
        qty1         | N19,5    | R | -   | - | First legal quantity          | 法定数量
        unit1        | C3       | R | -   | - | First legal unit              | 法定计量单位
        qty2         | N19,5    | O | -   | - | Second legal quantity         | 第二数量
        unit2        | C3       | O | -   | - | Second legal unit             | 第二计量单位
        price        | N19,5    | R | -   | - | Unit price                    | 单价
        totalPrice   | N19,5    | R | -   | - | Total price                   | 总价
        note         | T0..1000 | O | -   | - | Remark                        | 备注
    """,
)

LIST_RECEIPT = entity(
    "InventoryReturn",
    zh="进口清单回执",
    en="Import list receipt",
    table="""
        guid         | C36     | R | - | - | Unique serial number            | 系统唯一序号
        customsCode  | C4      | O | - | - | Customs office of declaration   | 申报海关代码
        ebpCode      | C..18   | O | - | - | Platform code                   | 电商平台代码
        ebcCode      | C..18   | O | - | - | Merchant code                   | 电商企业代码
        agentCode    | C..18   | O | - | - | Declarant code                  | 申报企业代码
        copNo        | C..20   | R | - | - | Declarant's own document number | 企业内部编号
        preNo        | C18     | R | - | - | Pre-entry number                | 电子口岸编号
        invtNo       | C18     | O | - | - | Import list number              | 清单编号
        returnStatus | C..10   | R | - | - | Receipt status                  | 回执状态
        returnTime   | D17     | R | - | - | Receipt time                    | 回执时间
        returnInfo   | T..1000 | R | - | - | Receipt text                    | 回执信息
    """,
)

MESSAGES = (
    MessageDef(
        "621", "进口清单", "Import list", "Inventory", LIST_HEAD, LIST_LINE, "622", Signing.REQUIRED, True
    ),
    MessageDef("622", "进口清单回执", "Import list receipt", "InventoryReturn", LIST_RECEIPT),
)
