package dev.hibi.report;

/** What a page says of a training. */
enum TrainingWord implements Wording {
  TITLE("Training of a classifier", "分類器の学習"),
  EPOCHS("Epochs", "エポック"),
  EPOCHS_SAY(
      "%s epochs, measured after each on the %s data; the model has the weights of epoch %s.",
      "%s エポック。エポックごとに%sデータで測りました。モデルの重みは %s エポック目のものです。"),
  ONE_EPOCH(
      "The images were gone through once, so there are no curves.", "画像を通したのは一度なので、曲線はありません。"),
  LOSS("Loss by epoch", "エポックごとの損失"),
  LOSS_SAYS(
      "Mean cross entropy of the images that are trained on and of the %s data; lower is better. Where"
          + " the former falls and the latter rises, the network learns its images by heart.",
      "学習画像と%sデータの交差エントロピーの平均。低いほどよい。前者が下がり後者が上がるところでは、画像を丸暗記しています。"),
  ACCURACY("Accuracy by epoch", "エポックごとの正解率"),
  ACCURACY_SAYS("Share of the %s images that are classified right.", "%s画像のうち正しく分類した割合。"),
  EPOCH("epoch", "エポック"),
  TRAIN_LOSS("training loss", "学習の損失"),
  MEASURED_LOSS("%s loss", "%sの損失"),
  MEASURED_ACCURACY("%s accuracy", "%sの正解率"),
  CHOSEN("epoch of the model", "モデルのエポック"),
  RATE("learning rate", "学習率"),
  SECONDS("seconds", "秒"),
  SPEED("images a second", "毎秒の画像数"),
  AUDIT("What an audit of the data found", "データ検査の結果");

  private final String english;
  private final String japanese;

  TrainingWord(String english, String japanese) {
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
