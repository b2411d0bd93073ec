package dev.hibi.report;

import dev.hibi.inspection.ClopperPearson;
import dev.hibi.training.Interval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What came out, in sentences. */
record ResultSection(Measured measured) implements Section {
  @Override
  public String id() {
    return "result";
  }

  @Override
  public Wording title() {
    return EvaluationWord.RESULT;
  }

  @Override
  public void writeTo(Page page) {
    if (measured.evaluation().samples() == 0) {
      page.paragraph(page.say(EvaluationWord.NO_SAMPLES));
      return;
    }
    page.out().open("ul", "class", "says");
    sentences(page).forEach(sentence -> page.out().leaf("li", sentence));
    page.out().closeLine();
  }

  private List<String> sentences(Page page) {
    List<String> sentences = new ArrayList<>();
    ClopperPearson right = measured.right();
    sentences.add(
        page.say(
            EvaluationWord.RIGHT,
            Numbers.count(right.hits()),
            Numbers.count(right.trials()),
            Numbers.percent(right.share()),
            Numbers.interval(right)));
    measured.rule().ifPresent(rule -> alarms(page, rule.positive(), sentences));
    groups()
        .ifPresent(
            groups -> {
              Interval interval = measured.evaluation().accuracyInterval(groups);
              sentences.add(
                  page.say(
                      EvaluationWord.BY_GROUP,
                      Numbers.count(new HashSet<>(groups).size()),
                      Numbers.interval(interval.low(), interval.high())));
            });
    long strange =
        measured.predictions().familiarity().stream().filter(one -> one.isUnfamiliar()).count();
    if (strange > 0) {
      double share = (double) strange / measured.evaluation().samples();
      sentences.add(
          page.say(EvaluationWord.UNFAMILIAR, Numbers.count(strange), Numbers.percent(share)));
    }
    return sentences;
  }

  private void alarms(Page page, int positive, List<String> sentences) {
    add(page, EvaluationWord.FOUND, positive, measured.found(positive), sentences);
    add(page, EvaluationWord.FALSE_ALARM, positive, measured.falseAlarms(positive), sentences);
  }

  private void add(
      Page page, Wording wording, int label, ClopperPearson share, List<String> sentences) {
    if (share.trials() > 0) {
      sentences.add(
          page.say(
              wording,
              measured.labels().name(label),
              Numbers.count(share.trials()),
              Numbers.count(share.hits()),
              Numbers.percent(share.share()),
              Numbers.interval(share)));
    }
  }

  /** Of each image; empty unless it is known of all. */
  private Optional<List<String>> groups() {
    List<String> groups = new ArrayList<>();
    for (long i = 0; i < measured.images().size(); i++) {
      measured.images().group(i).filter(group -> !group.isEmpty()).ifPresent(groups::add);
    }
    return groups.size() == measured.images().size() ? Optional.of(groups) : Optional.empty();
  }
}
