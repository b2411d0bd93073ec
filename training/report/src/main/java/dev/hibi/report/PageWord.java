package dev.hibi.report;

/** What every page says. */
enum PageWord implements Wording {
  SKIP("Skip to the content", "本文へ"),
  CONTENTS("Contents", "目次"),
  FOOT(
      "Written by Hibi. This page is whole: it asks no network and no other file.",
      "Hibi が書いたページです。ネットワークもほかのファイルも使いません。"),
  NUMBERS("The numbers of this chart", "この図の数値"),
  MORE(
      "Left out here, so that the page stays below 5 MB: %s more.",
      "このほか %s 件は、ページを 5 MB 以下に収めるため省いてあります。"),
  MODEL("Model", "モデル"),
  DATA("Data", "データ"),
  BEGAN("Began", "開始"),
  CLASS("class", "クラス"),
  VALUE("value", "値"),
  NAME("name", "名前"),
  IMAGES("images", "画像"),
  FALSE_ALARMS("false alarms", "誤報"),
  INTERVAL("95 % interval", "95 % 信頼区間"),
  PROBABILITY("probability", "確率");

  private final String english;
  private final String japanese;

  PageWord(String english, String japanese) {
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
