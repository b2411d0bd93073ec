package dev.hibi.model.engine;

import ai.djl.engine.Engine;

/** DJL's PyTorch engine, loaded here and nowhere else. */
public final class PyTorch {
  private PyTorch() {}

  /** The engine; the first call loads its native libraries. */
  public static Engine engine() {
    return Engine.getEngine("PyTorch");
  }
}
