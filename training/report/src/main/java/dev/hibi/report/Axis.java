package dev.hibi.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis of a chart.
 *
 * @param name of what it measures; may be empty where the title says it
 * @param low where it begins
 * @param high where it ends, above {@code low}
 * @param unit of its values
 */
record Axis(String name, double low, double high, Unit unit) {
  private static final double MOST_TICKS = 6;

  /** What values are. */
  enum Unit {
    /** Told in percent. */
    SHARE,
    NUMBER,
    /** Whole. */
    COUNT
  }

  /** Of shares from 0 to 1. */
  static Axis shares(String name) {
    return new Axis(name, 0, 1, Unit.SHARE);
  }

  /** Of shares of which the least is known: from the ten percent below it to 1. */
  static Axis upperShares(String name, double least) {
    double low = Math.floor(Math.min(0.9, least) * 10) / 10;
    return new Axis(name, Double.isFinite(low) ? low : 0, 1, Unit.SHARE);
  }

  /** Of numbers from 0 to some. */
  static Axis numbers(String name, double high) {
    return new Axis(name, 0, high > 0 ? high : 1, Unit.NUMBER);
  }

  /** Of whole numbers from 1 to some, at least 2. */
  static Axis counts(String name, int high) {
    return new Axis(name, 1, high, Unit.COUNT);
  }

  /** Round values on it, in order. */
  List<Double> ticks() {
    double step = step();
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** 1, 2, 2.5 or 5 times a power of ten. */
  private double step() {
    double rough = (high - low) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double times : new double[] {5, 2.5, 2, 1}) {
      step = rough <= times * power * (1 + 1e-9) ? times * power : step;
    }
    return unit == Unit.COUNT ? Math.max(1, Math.ceil(step)) : step;
  }

  String tick(double value) {
    double times = unit == Unit.SHARE ? 100 : 1;
    String text = Numbers.plain(Math.round(value * times * 1e6) / 1e6);
    return unit == Unit.SHARE ? text + " %" : text;
  }

  /** Where a value lies, from 0 at the begin to 1 at the end. */
  double place(double value) {
    return (Math.max(low, Math.min(high, value)) - low) / (high - low);
  }
}
