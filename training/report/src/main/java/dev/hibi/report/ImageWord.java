package dev.hibi.report;

/** What a page says of single images, and of curves over all of them. */
enum ImageWord implements Wording {
  WRONG("Wrong images", "誤って分類した画像"),
  NO_MISTAKES("No image is classified wrong.", "誤って分類した画像はありません。"),
  WORST_FIRST(
      "Mistakes: %s. The worst come first, those of which the model was surest.",
      "誤りは %s 件。モデルの確信が強かったものから並べます。"),
  MAP_SCALE(
      "Beside a picture, where in it the model sees what is not ordinary. One scale for all: clear up to"
          + " half the threshold, yellow at it, red from one and a half times on.",
      "画像の横は、モデルが普通でないと見るところ。目盛りはすべて同じで、しきい値の半分までは透明、しきい値で黄、1.5 倍以上で赤。"),
  IS_BUT_CALLED("is %s, called %s at %s", "実際は %s、答えは %s（%s）"),
  UNFAMILIAR("unfamiliar to the model", "モデルが知らない画像"),
  PICTURE_OF("%s: is %s, called %s", "%s：実際は %s、答えは %s"),
  MAP_OF("heat map of %s", "%s のヒートマップ"),
  WITHOUT_PICTURE("Further mistakes, without pictures", "そのほかの誤り（画像なし）"),
  TRUE_COLUMN("is", "実際"),
  CALLED_COLUMN("called", "答え"),
  NOT_READ("not read: %s", "読めません：%s"),

  CURVES("Curves", "曲線"),
  NO_CURVES(
      "No curves: they need images of a class and of others, and finite answers.",
      "曲線はありません。あるクラスとそれ以外の画像、有限の答えが要ります。"),
  ROC("ROC: found by false alarms", "ROC：誤報に対する見つけた割合"),
  ROC_SAYS(
      "How much is found (upward) for how many false alarms (to the right), as the threshold falls. Area"
          + " under the curve of %s: %s.",
      "しきい値を下げたとき、どれだけの誤報（横）でどれだけ見つかるか（縦）。%s の曲線の下の面積は %s。"),
  PRECISION_RECALL("Precision by recall", "再現率に対する適合率"),
  PRECISION_RECALL_SAYS(
      "How many of the alarms are right (upward) as more is found (to the right). Average precision of"
          + " %s: %s.",
      "見つける割合（横）を増やしたとき、警報のうちどれだけが正しいか（縦）。%s の平均適合率は %s。"),
  RELIABILITY("Reliability: are probabilities true?", "信頼性：確率は当たるか"),
  RELIABILITY_SAYS(
      "Of the images that were given a probability of %s (to the right), how many are so (upward), with"
          + " 95 %% intervals. On the dashed line probabilities are what they say; below it they are too"
          + " high.",
      "%s の確率（横）を得た画像のうち、実際にそうである割合（縦）と 95 %% 信頼区間。破線の上なら確率のとおり、下なら高すぎます。"),
  FALSE_ALARM_RATE("false alarms", "誤報"),
  RECALL("found (recall)", "見つけた割合（再現率）"),
  PRECISION("right alarms (precision)", "正しい警報（適合率）"),
  GIVEN("probability that was given", "答えた確率"),
  CAME_TRUE("share that is so", "実際の割合"),
  BY_CHANCE("by chance", "でたらめ"),
  PERFECT("as it says", "確率のとおり"),
  THE_THRESHOLD("at the threshold", "しきい値"),
  RANGE("range", "範囲"),

  SLICES("By folder and camera", "フォルダーとカメラ別"),
  SLICES_SAY(
      "The same model on each part of the images, the least accurate first. Marked: parts whose whole"
          + " interval lies below the accuracy of all (%s).",
      "画像の部分ごとの結果。正解率の低いものから。区間全体が全体の正解率（%s）より低い部分には印を付けます。"),
  BY_FOLDER("By folder", "フォルダー別"),
  BY_CAMERA("By camera", "カメラ別"),
  FOLDER("folder", "フォルダー"),
  CAMERA("camera", "カメラ"),
  NO_CAMERA("not told", "記録なし"),
  NO_FOLDER("(top)", "（最上位）"),
  ONE_SLICE(
      "All images are of one folder, and their files tell no more than one camera.",
      "画像はすべて一つのフォルダーのもので、カメラも一つまでしか記録されていません。"),
  ERRORS("errors", "誤り"),
  MISSED("missed", "見逃し"),
  BELOW("%s, below the whole", "%s（全体より低い）");

  private final String english;
  private final String japanese;

  ImageWord(String english, String japanese) {
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
