package dev.hibi.report;

import java.util.ArrayList;
import java.util.List;

/** What pages say of an evaluation, whatever else they say. */
final class EvaluationSections {
  private EvaluationSections() {}

  static List<Section> of(Measured measured) {
    List<Section> sections = new ArrayList<>();
    sections.add(new ResultSection(measured));
    sections.add(new ConfusionSection(measured));
    measured.rule().ifPresent(rule -> sections.add(new ThresholdSection(measured, rule)));
    sections.add(new MetricsSection(measured));
    sections.add(new MistakesSection(measured));
    sections.add(new CurvesSection(measured));
    sections.add(new SlicesSection(measured));
    return sections;
  }
}
