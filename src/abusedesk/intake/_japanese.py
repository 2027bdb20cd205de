"""Notices that a machine put into Japanese: the words that our patterns look for, put back into English."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
# Longer and more special ones first: each is put in place of what the ones before it left.
_GLOSSARY: tuple[tuple[str, str], ...] = (
    # Labels.
    (r"(?:AWS ?)?アカウント ?(?:ID|番号|識別子)", "AWS Account ID"),
    (r"(?:AWS ?)?リージョン(?=\s*[:\t])", "Region"),
    (
        (
            r"(?:関与|関連|関係|影響|対象|該当|問題)(?:して|を受け)?(?:する|ている|いる|た|る|の|となる)?"
            r"リソース(?=\s*[:\t(])"
        ),
        "Implicated Resource",
    ),
    (r"(?:EC2 ?)?インスタンス ?ID", "EC2 Instance Id"),
    (r"IAM ?ユーザー?(?:名)?(?=\s*[:\t(])", "IAM User"),
    (r"(?:報告|検出|観測)された(?:アクティビティ|活動|行為|不正行為)", "Reported Activity"),
    (r"報告された脆弱性(?=\s*[:\t])", "Reported Vulnerability"),
    (r"(?:不正使用|不正利用|不正行為|悪用|乱用|虐待)(?:の|が発生した)?(?:時間|時刻|日時)", "Abuse Time"),
    (r"(?:必要な|求められる)(?:アクション|対応|措置|処置)", "Required Actions"),
    (r"根本(?:的な)?原因(?:の|を)?(?:調査|究明|特定)?", "root cause"),
    (r"転送された(?:報告|レポート)(?:書)?の(?:開始|始まり|先頭)", "Beginning of forwarded report(s)"),
    # What happened.
    (r"ポート ?[・-]?(?:の)?スキャ(?:ン|ニング)", " port scanning "),
    (r"(?:ブルート ?フォース|総当たり)(?:攻撃)?", " brute force attack "),
    (r"侵入(?:の)?(?:試行|試み|未遂|行為)?", " intrusion attempts "),
    (
        r"(?:分散(?:型)?)?サービス(?:拒否|妨害|不能)(?:攻撃)?|DDoS ?攻撃|DoS ?攻撃",
        " denial of service attack ",
    ),
    (r"オープン ?・?プロキシー?", " open proxy "),
    (r"オープン ?・?(?:DNS ?)?リゾルバー?", " open resolver "),
    (r"リフレクション|リフレクター?|アンプ(?:攻撃)?|増幅攻撃", " reflection attack "),
    (r"(?:フォーラム|掲示板)(?:へ|で|に|の|への)*(?:スパム|荒らし)", " forum spam "),
    (r"スパム ?トラップ", " spam traps sent to spam trap "),
    (r"(?:迷惑|スパム|未承諾(?:の)?|大量の?迷惑)(?:電子)?メール", " unsolicited email spam messages "),
    (r"フィッシング", " phishing "),
    (r"マルウェア|悪意のある(?:ソフトウェア|ファイル|コード)", " malware content hosting malware "),
    (r"(?:禁止|制限)された(?:コンテンツ|内容)|(?:禁止|違法|不適切な?)コンテンツ", " forbidden content "),
    (r"著作権(?:の)?(?:侵害)?", " copyright infringement "),
    (r"ボット ?ネット", " botnet "),
    (r"(?:暗号|仮想)(?:通貨|資産)の?(?:マイニング|採掘)", " cryptocurrency mining "),
    (r"脆弱性", " vulnerability "),
    (r"脆弱な", " vulnerable service "),
    (r"(?:AWS ?)?(?:アクセス ?キー|アクセス鍵)", " AWS access key "),
    (r"シークレット ?(?:アクセス ?)?キー|秘密鍵", " secret key "),
    (r"(?:漏洩|漏えい|流出)(?:して|した|しました|が)?", " has been exposed online "),
    (r"ルート ?ユーザー?(?:アカウント)?", " root user "),
    (r"隔離(?:ポリシー)?", " quarantine policy key "),
    (
        r"不適切にアクセス(?:された)?|第三者(?:に|によ[りる]|によって)[^。]{0,20}アクセス",
        " inappropriately accessed ",
    ),
    (
        r"アカウント ?(?P<n>\d{12})?[^。\n]{0,20}(?:侵害され|乗っ取られ|不正に(?:使用|利用|アクセス)され)",
        r" your AWS account \g<n> is compromised ",
    ),
    (r"(?:異常|不規則|通常と異な\w*)な?(?:アクティビティ|活動|使用|利用)", " irregular activity "),
    (r"(?:不審|疑わしい|怪しい)な?(?:アクティビティ|活動|動作)", " suspicious activity "),
    (
        r"(?:不正|許可されていない|無許可の?|未承認の?)な?(?:アクセス|アクティビティ|活動|利用)",
        " unauthorized activity ",
    ),
    (r"ハード ?バウンス|バウンス(?=率|レート)", " bounce "),
    (r"苦情(?=率|レート)", " complaint "),
    (r"(?:の)?(?:現在の)?(?:率|レート)は", " current rate is "),
    (r"(?:率|レート)", " rate "),
    (r"(?:審査|レビュー|調査)(?:中|の対象)", " under review "),
    (r"送信[^。]{0,20}一時停止", " sending paused "),
    (r"バケット", " bucket "),
    (r"(?:インターネット上?|オンライン|一般|外部|誰でも|誰からでも)[^。]{0,24}(?:公開|アクセス(?:可能|でき))|公開されて",
     " is publicly available online "),
    (
        r"(?:使用状況|使用量|利用状況|ご利用)[^。]{0,30}(?:ご?確認|正当)",
        " confirm this usage is legitimate ",
    ),
    (r"(?:サポート(?:の)?(?:終了|期限)|サポートが終了)", " end of support "),
    (r"アップグレード(?:する|して|が)?(?:必要|ください)?", " must upgrade "),
    (
        r"アカウント[^。]{0,12}(?:停止|一時停止)(?:されました|しました)",
        " your AWS account has been suspended ",
    ),
    # Where it stands.
    (r"最終(?:通知|通告|警告)", " FINAL NOTIFICATION "),
    (r"(?:ご?(?:返信|回答|返答|連絡))[^。]{0,16}(?:いただいて(?:い|お)|受け(?:取って|て)い|届いて|確認できて)[^。]{0,6}ません",
     " we have not received a reply from you "),
    (r"リマインダー?|再度(?:の)?(?:お知らせ|ご連絡|通知)|再通知", " this is a reminder "),
    (
        r"(?:ブロック|遮断|隔離|制限)(?:を(?:適用|実施))?(?:いた)?(?:しました|致しました)",
        " we have blocked ",
    ),
    (r"(?:別の|追加の|他の)(?:EC2 ?)?(?:インスタンス|リソース|報告|レポート)", " another instance "),
    (r"(?:ケース|件|問題|報告)[^。]{0,12}(?:解決済み|解決しました|クローズ(?:しました|いたしました))",
     " we consider this case resolved "),
    (
        r"ご?(?:返信|回答|連絡)(?:を)?(?:いただき|頂き|くださり)?、?ありがとうございま(?:す|した)",
        " Thank you for your reply ",
    ),
    (
        r"(?:詳しい|詳細な?|追加の?)(?:情報|説明)?[^。]{0,12}(?:お知らせ|ご?提供|ご?説明|教えて)",
        " please provide more details ",
    ),
    (
        r"(?:承認|許可|再開|解除|引き上げ)(?:を行う)?(?:こと(?:は|が))?でき(?:ません|ない)",
        " unable to grant your request ",
    ),
    # By when.
    (r"(\d{1,3}) ?時間以内", r" within \1 hours "),
    (r"(\d{1,3}) ?(?:営業)?日(?:間)?以内", r" within \1 days "),
    (r"(\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?)(?:\s*\([^)]*\))?まで(?:に)?", r" reply by \1 "),
    (r"ご?(?:返信|回答|返答|応答|対応)(?:して|ください|が|を|い|す)", " please reply "),
    (r"AWS ?アカウント|(?:お客様の)アカウント", " your AWS account "),
    (r"インスタンス", " instance "),
    (r"適正利用(?:規約|ポリシー)|利用規定", " Acceptable Use Policy "),
    (r"[。]", ". "),
)  # fmt: skip
_WORDS = tuple((re.compile(japanese, re.IGNORECASE), english) for japanese, english in _GLOSSARY)


def is_japanese(text: str) -> bool:
    """Whether text has kana in it."""
    return bool(_KANA.search(text))


def in_english(text: str) -> str:
    """Text (of _clean.plain) with the turns of phrase of a notice put into English; the rest is left."""
    for japanese, english in _WORDS:
        text = japanese.sub(english, text)
    return text
