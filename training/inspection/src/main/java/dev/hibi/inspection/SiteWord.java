package dev.hibi.inspection;

import java.util.Locale;

/**
 * What is said of a site, in both languages. A word that stands in another one has no full stop.
 */
enum SiteWord {
  IMAGES("images", "画像"),
  PHOTOGRAPHS("photographs", "写真"),
  GROUPS("groups", "グループ"),
  SHEETS("%s", "%s 枚"),
  PIECES("%s", "%s 個"),

  LEARNED(
      "%s of %s images are among those that the model learned from: what it does there tells nothing"
          + " of others",
      "画像 %2$sのうち %1$sは、モデルが学習に使ったものです：そこでの答えからは、ほかの画像について何も分かりません。"),
  SOUND_ALARMS(
      "%s of %s uncracked %s raise an alarm: of all such %s to %s, sure to %s",
      "ひびのない%3$s %2$sのうち %1$sで警報が出ます：同様の%3$sすべてでは、信頼度 %6$s で %4$s〜%5$s。"),
  CRACKED_ALARMS(
      "%s of %s cracked %s raise an alarm: of all such %s to %s, sure to %s",
      "ひびのある%3$s %2$sのうち %1$sで警報が出ます：同様の%3$sすべてでは、信頼度 %6$s で %4$s〜%5$s。"),
  CRACKED_FOUND(
      "%s of %s cracked %s found: of all such %s to %s, sure to %s",
      "ひびのある%3$s %2$sのうち %1$sが見つかりました：同様の%3$sすべてでは、信頼度 %6$s で %4$s〜%5$s。"),
  UNFAMILIAR(
      "%s of %s %s are unfamiliar: of all such %s to %s, sure to %s",
      "%3$s %2$sのうち %1$sは、モデルが知らないものです：同様の%3$sすべてでは、信頼度 %6$s で %4$s〜%5$s。"),
  ALARMS_NOT_KNOWN(
      "how many false alarms it raises is not known: no image is without a crack; %s uncracked %s"
          + " would tell whether it is %s, at %s confidence",
      "誤報がどれだけ出るかは分かりません：ひびのない画像がありません。ひびのない%2$sが %1$sあれば、%3$s に収まるかどうかが信頼度 %4$s で分かります。"),
  FOUND_NOT_KNOWN(
      "how many cracks it finds is not known: no image shows one; %s cracked %s would tell whether it"
          + " is %s, at %s confidence",
      "ひびがどれだけ見つかるかは分かりません：ひびのある画像がありません。ひびのある%2$sが %1$sあれば、%3$s に届くかどうかが信頼度 %4$s で分かります。"),
  AUC(
      "AUC %.3f over %s images: so often a cracked one scores above an uncracked one",
      "画像 %2$sでの AUC は %1$.3f です：この割合で、ひびのある画像がひびのない画像より高いスコアを得ます。"),
  NOT_TOLD_APART(
      "what is unfamiliar is not told apart: the model calls whatever is not ordinary a crack",
      "知らないものは区別されません：このモデルは、普通でないものをすべてひびとします。"),
  NO_BANK(
      "how many are unfamiliar is not known: the model has no bank of its images",
      "モデルの知らないものがどれだけあるかは分かりません：モデルに学習画像のバンクがありません。"),
  DRIFT(
      "drift %.2f: so far the mean of the features has moved, in standard deviations of its training"
          + " images; as many of these would show %.2f",
      "ずれ（drift）は %.2f です：特徴の平均が、学習画像の標準偏差を単位としてこれだけ動きました。同じ枚数の学習画像でも、偶然だけで %.2f になります。"),
  NO_DRIFT(
      "drift is not known: the model has no rows of its training images",
      "ずれ（drift）は分かりません：モデルに学習画像の行がありません。"),

  OTHER_IMAGES(
      "take other images: by what the model learned from nobody knows what it does at a site",
      "別の画像を使う：モデルが学習に使った画像では、現場で何をするかは誰にも分かりません。"),
  TOO_MANY_ALARMS(
      "%s: at least %s of uncracked %s raise an alarm, more than %s",
      "%1$s：ひびのない%3$sの少なくとも %2$s で警報が出て、%4$s を超えます。"),
  STRANGE(
      "%s: at least %s of the %s are unfamiliar, at home 1 %%: what was measured there means little"
          + " here",
      "%1$s：%3$sの少なくとも %2$s は、モデルが知らないものです（手元では 1 %%）。手元で測った値は、ここではあてになりません。"),
  TOO_MANY_MISSED(
      "%s: at most %s of cracked %s are found, fewer than %s",
      "%1$s：ひびのある%3$sのうち見つかるのは多くて %2$s で、%4$s に届きません。"),
  LABEL_CRACKED(
      "label %s cracked %s: with none it is not known how many are found%s",
      "ひびのある%2$s %1$sにラベルを付ける：一つもなければ、どれだけ見つかるかは分かりません。%3$s"),
  LABEL_SOUND(
      "label %s uncracked %s: with none it is not known how many raise an alarm%s",
      "ひびのない%2$s %1$sにラベルを付ける：一つもなければ、誤報がどれだけ出るかは分かりません。%3$s"),
  ALSO_REFIT("; %s of each class also refit the head", "各クラス %sあれば、ヘッドも学び直せます。"),

  CALIBRATE("calibrate with ordinary images", "普段の画像で合わせる"),
  CALIBRATE_AGAIN(
      "calibrate the model as it was trained with these and the former images",
      "学習したままのモデルを、これらと前の画像とで合わせる"),
  JOIN("let what is ordinary here join the bank", "ここで普通のものをバンクに加える"),
  THRESHOLD_OR_TRAIN(
      "calibrate a threshold by labeled photographs, or train with images of the site",
      "ラベル付きの写真でしきい値を合わせるか、現場の画像で学習する"),
  THRESHOLD("calibrate a threshold by labeled photographs", "ラベル付きの写真でしきい値を合わせる"),
  REFIT("refit with these labels", "これらのラベルで学び直す"),
  REFIT_AGAIN(
      "refit the model as it was trained with these and the former images",
      "学習したままのモデルを、これらと前の画像とで学び直す"),
  LABEL_AND_REFIT("label %s %s and refit", "%1$sにラベルを付けて学び直す"),

  CRACKED("%s cracked", "ひびのある%2$s %1$s"),
  SOUND("%s uncracked", "ひびのない%2$s %1$s"),
  MORE_CRACKED("%s more cracked", "ひびのある%2$sあと %1$s"),
  MORE_SOUND("%s more uncracked", "ひびのない%2$sあと %1$s"),
  MORE_CRACKED_ONES("%s more cracked ones", "ひびのある%2$sあと %1$s"),
  MORE_SOUND_ONES("%s more uncracked ones", "ひびのない%2$sあと %1$s"),
  AND(" and ", "、"),

  FINE("fine as it is", "このままでよい"),
  FINE_SO_FAR("fine as far as these few tell", "この枚数で分かる範囲ではよい"),
  FINE_ALARMS("%s, as to false alarms: %s", "誤報については、%s：%s。"),
  FINE_FOUND("%s, as to cracks: %s", "ひびについては、%s：%s。"),
  FINE_BOTH("%s: %s; %s", "%s：%s。%s。"),
  ALARMS("%s of uncracked %s raise an alarm, at most %s", "ひびのない%2$sの %1$s で警報が出ます（多くて %3$s）"),
  FOUND("%s of cracked %s are found, at least %s", "ひびのある%2$sの %1$s が見つかります（少なくとも %3$s）"),
  FOUND_ONES(
      "%1$s of cracked ones are found, at least %3$s", "ひびのある%2$sの %1$s が見つかります（少なくとも %3$s）"),

  MAYBE_ALARMS(
      "%s, or label more to be sure: %s of uncracked %s raise an alarm, by %s perhaps %s",
      "%1$sか、確かめるためにもっとラベルを付ける：ひびのない%3$sの %2$s で警報が出ますが、%4$sでは %5$s かもしれません。"),
  MAYBE_MISSED(
      "%s, or label more to be sure: %s of cracked %s are found, by %s perhaps %s",
      "%1$sか、確かめるためにもっとラベルを付ける：ひびのある%3$sのうち見つかるのは %2$s ですが、%4$sでは %5$s かもしれません。"),
  LABEL_MORE("label more: %s %s do not tell; %s would", "もっとラベルを付ける：%1$sでは分かりません。%3$sがあれば分かります。");

  private final String english;
  private final String japanese;

  SiteWord(String english, String japanese) {
    this.english = english;
    this.japanese = japanese;
  }

  /**
   * The text.
   *
   * @param language Japanese, whatever its country; any other gives English
   * @param values that stand in it, of which a language may leave out some
   */
  String in(Locale language, Object... values) {
    boolean isJapanese = language.getLanguage().equals(Locale.JAPANESE.getLanguage());
    return String.format(Locale.ROOT, isJapanese ? japanese : english, values);
  }
}
