"""Hosts that say nothing about a sender by themselves, since very many people link to them."""

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WELL_KNOWN: Final = _words("""
    naver.com naver.net daum.net kakao.com kakaocorp.com nate.com zum.com google.com
    google.co.kr google.com.vn google.co.jp g.co goo.gle youtube.com youtu.be
    youtube-nocookie.com gmail.com gstatic.com googleusercontent.com withgoogle.com chrome.com
    android.com apple.com icloud.com microsoft.com live.com office.com bing.com msn.com
    windows.com outlook.com yahoo.com yahoo.co.jp wikipedia.org wikimedia.org namu.wiki
    fandom.com github.com gitlab.com stackoverflow.com stackexchange.com reddit.com redd.it
    imgur.com giphy.com tenor.com medium.com quora.com pinterest.com linkedin.com facebook.com
    fb.com fb.me instagram.com twitter.com x.com tiktok.com threads.net snapchat.com
    whatsapp.com telegram.org line.me line.biz zalo.me t.me discord.com discordapp.com twitch.tv
    netflix.com spotify.com soundcloud.com apple.news zoom.us zoom.com webex.com notion.so
    dropbox.com openai.com chatgpt.com amazon.com amazon.co.jp amzn.to ebay.com paypal.com
    aliexpress.com alibaba.com taobao.com temu.com shein.com coupang.com 11st.co.kr
    gmarket.co.kr auction.co.kr ssg.com tmon.co.kr wemakeprice.com oliveyoung.co.kr musinsa.com
    29cm.co.kr kurly.com baemin.com yogiyo.co.kr yanolja.com daangn.com karrotmarket.com
    joongna.com bunjang.co.kr toss.im tosspayments.com kbstar.com shinhan.com wooribank.com
    hanabank.com nonghyup.com ibk.co.kr epost.go.kr epost.kr gov.kr go.kr kbs.co.kr imbc.com
    sbs.co.kr jtbc.co.kr ytn.co.kr yna.co.kr chosun.com joongang.co.kr donga.com hani.co.kr
    khan.co.kr mk.co.kr hankyung.com sedaily.com etnews.com inven.co.kr dcinside.com fmkorea.com
    ruliweb.com clien.net ppomppu.co.kr theqoo.net instiz.net mlbpark.com bobaedream.co.kr
    pann.com melon.com genie.co.kr cgv.co.kr megabox.co.kr lottecinema.co.kr interpark.com
    ticketlink.co.kr yes24.com aladin.co.kr kyobobook.co.kr saramin.co.kr jobkorea.co.kr
    albamon.com wanted.co.kr steampowered.com steamcommunity.com riotgames.com nexon.com
    vnexpress.net tuoitre.vn thanhnien.vn dantri.com.vn zingnews.vn kenh14.vn 24h.com.vn
    shopee.vn shopee.co.id shopee.kr lazada.vn lazada.co.id tiki.vn sendo.vn momo.vn
    vietcombank.com.vn tokopedia.com bukalapak.com detik.com kompas.com vk.com mail.ru yandex.ru
    ok.ru baidu.com qq.com weibo.com bilibili.com douyin.com jd.com tmall.com bbc.com bbc.co.uk
    cnn.com nytimes.com theguardian.com reuters.com bloomberg.com ubuntu.com debian.org
    python.org mozilla.org archlinux.org kernel.org pypi.org npmjs.com docker.com launchpad.net
    pastebin.com paste.ubuntu.com archive.org archive.is who.int un.org edu.vn gov.vn ac.kr
    example.com example.org localhost
""")
"""Sites that thousands link to; only what names an account there is a key."""

SHARED_BY_PATH: Final = _words("""
    bit.ly j.mp t.co bitly.kr me2.do me2.kr naver.me vo.la han.gl buly.kr url.kr c11.kr t.ly
    tinyurl.com goo.gl is.gd ow.ly cutt.ly rb.gy rebrand.ly shorturl.at abit.ly muz.so zrr.kr
    lrl.kr iii.im forms.gle kko.to kko.kakao.com linktr.ee litt.ly inpock.co.kr
    link.inpock.co.kr beacons.ai lnk.bio taplink.cc campsite.bio s.id by.com.vn bom.to oke.io
    telegra.ph toss.me band.us blog.naver.com cafe.naver.com smartstore.naver.com
    brand.naver.com m.site.naver.com booking.naver.com talk.naver.com cafe.daum.net brunch.co.kr
    velog.io sites.google.com docs.google.com open.kakao.com pf.kakao.com open.naver.com
    form.office.naver.com walla.my tally.so typeform.com smore.im surveymonkey.com ouo.io adf.ly
    lin.ee
""")
"""Shorteners, forms and blogs: what comes behind the host says whose it is."""

SHARED_BY_NAME: Final = _words("""
    tistory.com blogspot.com wordpress.com github.io gitbook.io web.app firebaseapp.com
    netlify.app vercel.app herokuapp.com pages.dev workers.dev wixsite.com weebly.com modoo.at
    imweb.me cafe24.com creatorlink.net oopy.io notion.site carrd.co myshopify.com substack.com
    typeform.com page.link onelink.me app.link ngrok.io glitch.me replit.app framer.website
    framer.ai webflow.io godaddysites.com square.site strikingly.com mystrikingly.com
    jimdosite.com business.site blog.me egloos.com livejournal.com tumblr.com
""")
"""Hosts whose label before the name says whose it is."""

SECOND_LEVELS: Final = _words("co com or ne go net org ac edu gov re pe biz info")
"""Labels that belong to a country's top domain: win77.co.kr has the owner's label before co."""
