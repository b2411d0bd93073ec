package dev.hibi.report;

/** What a page says of a scan. */
enum ScanWord implements Wording {
  TITLE("Scan of photographs", "写真のスキャン"),
  SUMMARY("Summary", "まとめ"),
  ALARMS("Photographs with an alarm: %s of %s.", "写真 %2$s 枚のうち %1$s 枚で警報が出ました。"),
  REGIONS_SAY("Regions in them: %s, together %s of their area.", "領域は %s 個、合わせて面積の %s です。"),
  NOTHING("No photograph raises an alarm.", "警報の出た写真はありません。"),
  UNFAMILIAR(
      "Tiles that are unfamiliar to the model: %s of %s (%s). They are hatched; what it says there is worth"
          + " less.",
      "タイル %2$s 枚のうち %1$s 枚（%3$s）はモデルが知らないもので、斜線を引いてあります。そこでの答えはあてになりません。"),
  UNREAD(
      "Photographs that could not be read: %s. They are listed below.",
      "読めなかった写真が %s 枚あります（下の一覧）。"),
  DECIDES(
      "A place raises an alarm where the probability of %s is %s or more. A promise of the model is of"
          + " single tiles: a photograph has many.",
      "%s の確率が %s 以上のところが警報です。モデルの約束はタイル一枚についてのもので、写真には多くのタイルがあります。"),
  DECIDES_OF_PHOTOGRAPHS(
      "A place raises an alarm where the probability of %s is %s or more. This threshold was found by"
          + " whole photographs.",
      "%s の確率が %s 以上のところが警報です。このしきい値は写真全体から見つけたものです。"),
  SCALE(
      "Colours: clear far below the threshold, yellow at it, red where the odds are 55 times those.",
      "色：しきい値よりずっと低ければ透明、しきい値で黄、オッズがその 55 倍で赤。"),
  SCALE_TITLE(
      "Scale of colours, from far below the threshold to far above it",
      "しきい値よりずっと低いところから、ずっと高いところまでの色の目盛り"),
  PHOTOGRAPHS("Photographs", "写真"),
  PHOTOGRAPH("photograph", "写真"),
  REGIONS("regions", "領域"),
  HIGHEST("highest probability", "最高の確率"),
  AREA_SHARE("area", "面積"),
  TILES("tiles", "タイル"),
  UNFAMILIAR_TILES("unfamiliar", "知らないもの"),
  SIZE("size in pixels", "大きさ（画素）"),
  ALL_OF_THEM("All photographs, those with the highest probability first", "すべての写真（最高の確率が高いものから）"),
  SAYS("Regions: %s; highest probability %s; %s of the area.", "領域 %s 個、最高の確率 %s、面積の %s。"),
  TOGETHER("Together %s mm².", "合わせて %s mm²。"),
  NO_ALARM("No alarm.", "警報なし。"),
  OVERLAY("%s with what was found in it: %s", "%s と見つかったもの：%s"),
  VIEWER("%s: + and − zoom, arrows move, 0 shows all", "%s：＋と－で拡大縮小、矢印で移動、0 で全体"),
  TOOLS("Zoom", "拡大"),
  NEARER("Nearer", "拡大"),
  FARTHER("Farther", "縮小"),
  WHOLE("Whole", "全体"),
  KEYS("Keys in the picture: + − 0 and the arrows.", "写真の中では ＋ － 0 と矢印キー。"),
  REGIONS_OF("Regions of %s, in pixels of the upright photograph", "%s の領域（正立した写真の画素）"),
  NUMBER("no.", "番号"),
  LEFT("left", "左"),
  TOP("top", "上"),
  WIDTH("width", "幅"),
  HEIGHT("height", "高さ"),
  SQUARE_PIXELS("square pixels", "画素数"),
  LENGTH_MM("length in mm", "長さ（mm）"),
  AREA_MM2("area in mm²", "面積（mm²）"),
  SHOW("Show %s", "%s を表示"),
  WITHOUT_PICTURE(
      "The picture is left out, so that the page stays below 5 MB.",
      "ページを 5 MB 以下に収めるため、写真は省いてあります。"),
  SMALLER("The picture is %s of %s pixels wide here.", "ここでの写真の幅は %2$s 画素のうち %1$s 画素です。"),
  UNREADABLE("Photographs that could not be read", "読めなかった写真"),
  REASON("why", "理由");

  private final String english;
  private final String japanese;

  ScanWord(String english, String japanese) {
    this.english = english;
    this.japanese = japanese;
  }

  @Override
  public String english() {
    return english;
  }

  @Override
  public String japanese() {
    return japanese;
  }
}
