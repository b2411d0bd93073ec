package dev.hibi.dataset.audit;

import java.util.Locale;

/** What a verdict says, in English of one and of several, and in Japanese. */
enum AuditWord {
  NOTHING("Nothing was found that speaks against this data.", "このデータに問題は見つかりませんでした。"),
  LEAKED(
      "%,d image of %s (%.2f %%) has a copy in an earlier split: accuracy on %2$s flatters the model.",
      "%,d images of %s (%.2f %%) have copies in an earlier split: accuracy on %2$s flatters the model.",
      "%2$s の画像 %1$,d 枚（%3$.2f %%）には、前のセットに複製があります：%2$s での正解率は実力より高く出ます。"),
  NO_LEAK("No image stands in two splits.", "二つのセットにまたがる画像はありません。"),
  CONFLICTS(
      "%,d pair of copies has two labels: one of each is wrong.",
      "%,d pairs of copies have two labels: one of each is wrong.",
      "複製の組のうち %,d 組でラベルが食い違っています：各組の一方は誤りです。"),
  UNREADABLE("%,d image cannot be read.", "%,d images cannot be read.", "%,d 枚の画像を読めません。"),
  BLANK("%,d image shows nothing.", "%,d images show nothing.", "%,d 枚の画像は一様で、何も写っていません。"),
  BLURRED("%,d image is blurred.", "%,d images are blurred.", "%,d 枚の画像がぼけています。"),
  PAIRS(
      "%,d pair of copies within a split",
      "%,d pairs of copies within a split", "同じセットの中に複製が %,d 組"),
  GROUPS("%,d group of copies in all", "%,d groups of copies in all", "全体で %,d グループ"),
  COPIES(
      "%s, %s: fewer photographs than images; keep each group on one side of a split.",
      "%sあり、複製は%sになります：写真の数は画像の数より少ないので、各グループを分割の同じ側に置いてください。"),
  THRESHOLD(
      "A single threshold on %s gets %.1f %% right (guessing: %.1f %%): a model has shown nothing"
          + " until it is better.",
      "%sのしきい値一つで %.1f %% が当たります（当て推量なら %.1f %%）：これを上回るまで、モデルは何も示したことになりません。"),
  BRIGHTNESS("brightness", "明るさ"),
  CONTRAST("contrast", "コントラスト");

  private final String one;
  private final String several;
  private final String japanese;

  AuditWord(String english, String japanese) {
    this(english, english, japanese);
  }

  AuditWord(String one, String several, String japanese) {
    this.one = one;
    this.several = several;
    this.japanese = japanese;
  }

  /** With the values that stand in it, whose number is always the same. */
  String in(Locale language, Object... values) {
    return text(language, several, values);
  }

  /**
   * Of so many.
   *
   * @param values that stand in it behind the count
   */
  String counted(Locale language, long count, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = count;
    System.arraycopy(values, 0, all, 1, values.length);
    return text(language, count == 1 ? one : several, all);
  }

  private String text(Locale language, String english, Object... values) {
    boolean isJapanese = language.getLanguage().equals(Locale.JAPANESE.getLanguage());
    return String.format(Locale.ROOT, isJapanese ? japanese : english, values);
  }
}
