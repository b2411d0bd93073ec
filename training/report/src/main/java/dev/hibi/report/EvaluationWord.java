package dev.hibi.report;

/** What a page says of how a model did. */
enum EvaluationWord implements Wording {
  TITLE("Evaluation of a classifier", "分類器の評価"),
  RESULT("Result", "結果"),
  RIGHT(
      "All images: %s of %s classified right; accuracy %s (95 %% interval %s).",
      "%2$s 枚のうち %1$s 枚を正しく分類しました：%3$s（95 %% 信頼区間 %4$s）。"),
  FOUND(
      "Images of %1$s: %3$s of %2$s found; recall %4$s (95 %% interval %5$s).",
      "%s の画像 %s 枚のうち %s 枚を見つけました：再現率 %s（95 %% 信頼区間 %s）。"),
  FALSE_ALARM(
      "Other images: %3$s of %2$s called %1$s; false alarms %4$s (95 %% interval %5$s).",
      "それ以外の画像 %2$s 枚のうち %3$s 枚を %1$s としました：誤報 %4$s（95 %% 信頼区間 %5$s）。"),
  BY_GROUP(
      "The images come in %s groups, such as several of one wall, which are right or wrong together: by"
          + " group the 95 %% interval of the accuracy is %s.",
      "画像は %s のグループ（同じ壁の写真など）に分かれ、グループごとにまとめて当たり外れします。グループで数えた正解率の 95 %% 信頼区間は %s です。"),
  UNFAMILIAR(
      "Unfamiliar to the model: %s of all images (%s); what it says of them is worth less.",
      "モデルが知らない画像が %s 枚あります（%s）。それらへの答えはあてになりません。"),
  NO_SAMPLES("There were no images to classify.", "分類する画像がありませんでした。"),

  THRESHOLD("When an image is an alarm", "警報の条件"),
  DECIDES(
      "An image is called %1$s when the model gives %1$s a probability of %2$s or more.",
      "モデルの答える %1$s の確率が %2$s 以上なら %1$s とします。"),
  PROMISES_RECALL(
      "This threshold was calibrated on %3$s of this class, so that at least %1$s of all such are found,"
          + " with a confidence of %2$s.",
      "このしきい値は、このクラスの%3$sで較正したもので、信頼度 %2$s で、少なくとも %1$s を見つけます。"),
  PROMISES_FALSE_ALARMS(
      "This threshold was calibrated on %3$s of the other kind, so that at most %1$s of all such raise an"
          + " alarm, with a confidence of %2$s.",
      "このしきい値は、それ以外の%3$sで較正したもので、信頼度 %2$s で、誤報は多くて %1$s です。"),
  EXPECTS_FALSE_ALARMS(
      "This threshold was estimated on %2$s without cracks: about %1$s of such raise an alarm; nothing"
          + " guarantees it.",
      "このしきい値は、ひびのない%2$sから見積もったもので、誤報は約 %1$s です。約束ではありません。"),
  OF_SUCH_IMAGES(
      "That holds of images like those of the calibration; of another site it says nothing.",
      "較正に使ったものと同じような画像について言えることで、別の現場については何も言えません。"),
  NOT_CALIBRATED(
      "No threshold was calibrated, so of two classes the more probable one counts. Where a missed crack"
          + " costs more than a false alarm, hibi calibrate finds a threshold that keeps a promise.",
      "しきい値は較正していないので、二クラスなら確率の高い方とします。見逃しが誤報より高くつくところでは、hibi calibrate で約束のあるしきい値が決まります。"),
  ORDINARY(
      "The model has learned from ordinary images alone: 0.5 stands for the threshold that ordinary images"
          + " gave which it had not learned from. Farther from 0.5 probabilities mean little.",
      "普通の画像だけから学んだモデルです。0.5 は、学習に使わなかった普通の画像から決めたしきい値を表します。0.5 から離れた確率にあまり意味はありません。"),
  OTHER_THRESHOLDS("What other thresholds would give on these images", "この画像で、ほかのしきい値なら"),
  GOAL("to find", "見つけたい割合"),
  AT_LEAST("at least %s", "少なくとも %s"),
  THRESHOLD_COLUMN("threshold", "しきい値"),
  THE_MODELS("as the model does", "今のモデル"),
  FOUND_COLUMN("found", "見つけた数"),
  RATE("their share", "その割合"),
  CHOSEN_AFTERWARDS(
      "A threshold that is chosen by looking at this table needs other images to be measured on.",
      "この表を見てしきい値を選んだら、別の画像で測り直してください。"),

  SITE("At this site", "この現場では"),
  UNLABELED(
      "Without labels: all images are taken as uncracked.", "ラベルがないので、すべての画像をひびのないものとして扱いました。"),
  SITE_FINDINGS("What is known", "分かったこと"),
  SITE_ADVICE("What to do about it", "すべきこと"),

  CONFUSION("Confusion matrix", "混同行列"),
  CONFUSION_CAPTION(
      "Rows: what the images are. Columns: what the model called them.", "行は実際のクラス、列はモデルの答え。"),
  TRUE_CLASS("is %s", "実際は %s"),
  CALLED("called %s", "答えは %s"),
  ALL("all", "計"),
  CONFUSIONS_CAPTION("The most frequent mistakes", "多い誤り"),

  METRICS("Measures", "指標"),
  METRICS_NOTE(
      "Intervals are Clopper and Pearson's: they hold the true share at least as often as they say, if"
          + " images are independent of each other.",
      "区間はクロッパー・ピアソンのもの。画像が互いに独立なら、真の割合を少なくともその信頼度で含みます。"),
  MEASURE("measure", "指標"),
  COUNT("count", "数"),
  MEANING("what it is", "意味"),
  ACCURACY("accuracy", "正解率"),
  ACCURACY_IS("share of images that are classified right", "正しく分類した画像の割合"),
  RECALL_OF("recall of %s", "%s の再現率"),
  RECALL_IS("of its images, the share that was called so", "そのクラスの画像のうち、そう答えた割合"),
  PRECISION_OF("precision of %s", "%s の適合率"),
  PRECISION_IS("of the images that were called so, the share that is", "そう答えた画像のうち、実際にそうである割合"),
  F1_OF("F1 of %s", "%s の F1"),
  F1_IS("harmonic mean of precision and recall", "適合率と再現率の調和平均"),
  FALSE_ALARMS_IS("of all other images, the share that was called %s", "それ以外の画像のうち、%s と答えた割合"),
  AUC("area under the ROC curve", "ROC 曲線の下の面積"),
  AUC_IS(
      "how often an image of the class scores above another one, whatever the threshold; 1 is best",
      "しきい値によらず、そのクラスの画像がほかの画像より高いスコアを得る割合。最高は 1"),
  AVERAGE_PRECISION("average precision", "平均適合率"),
  AVERAGE_PRECISION_IS("precision over all recalls; 1 is best", "すべての再現率にわたる適合率の平均。最高は 1"),
  LOSS("cross entropy", "交差エントロピー"),
  LOSS_IS("what training lessens; 0 is best", "学習が小さくするもの。最良は 0"),
  CALIBRATION_ERROR("calibration error", "較正誤差"),
  CALIBRATION_ERROR_IS(
      "how far probabilities are from how often they come true; 0 is best",
      "確率と、実際に当たる割合との隔たり。最良は 0"),
  BRIER("Brier score", "ブライアスコア"),
  BRIER_IS("mean square error of the probabilities; 0 is best", "確率の二乗誤差の平均。最良は 0"),
  UNFAMILIAR_SHARE("unfamiliar", "知らない画像"),
  UNFAMILIAR_IS(
      "farther from the training images than 99 % of these are from each other",
      "学習画像どうしの隔たりの 99 % より、学習画像から遠いもの");

  private final String english;
  private final String japanese;

  EvaluationWord(String english, String japanese) {
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
