package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.hibi.model.torchscript.TorchScript;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TorchScript module on a device. Owns its native memory; not thread-safe while it trains.
 *
 * <p>Module mode (training or evaluation, which batch normalisation looks at) and gradient mode are
 * set here and nowhere else: a freshly loaded module is in evaluation mode.
 */
final class ScriptModule implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private boolean training;

  private ScriptModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Number of threads that share an operation on the CPU; the engine must be loaded. */
  static int threads() {
    return JniUtils.getNumThreads();
  }

  /** Sets what {@link #threads()} tells, for this thread and those that have computed nothing. */
  static void threads(int count) {
    JniUtils.setNumThreads(count);
  }

  /** Loads a module that was just made, through a temporary file. */
  static ScriptModule load(TorchScript script, Device device, boolean trainable)
      throws IOException {
    Path file = Files.createTempFile("hibi", ".pt");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        script.write(out, "network");
      }
      return load(file, device, trainable);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Loads an archive. */
  static ScriptModule load(Path file, Device device, boolean trainable) throws IOException {
    PyTorch.requireDevice(device);
    PtNDManager manager = (PtNDManager) PyTorch.engine().newBaseManager(device);
    try {
      return new ScriptModule(
          manager,
          JniUtils.loadModule(manager, file, true, new String[0], new String[0], trainable));
    } catch (RuntimeException e) {
      manager.close();
      throw new IOException(
          "not a TorchScript archive: expected one that PyTorch opens, found '%s' (%s)"
              .formatted(EngineFailure.firstLine(e.getMessage()), file),
          e);
    }
  }

  /** The manager that lives as long as this module, on its device. */
  NDManager manager() {
    return manager;
  }

  /**
   * Calls a method without gradients, in evaluation mode. The result is the first input's
   * manager's.
   */
  NDList evaluate(String method, NDArray input) {
    mode(false);
    return call(method, new NDList(input), false);
  }

  /** Calls a method with gradients, in training mode. The result is the first input's manager's. */
  NDList train(String method, NDList inputs) {
    mode(true);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return call(method, inputs, true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Calls a method that takes nothing; the result is the given manager's. */
  NDList get(String method, NDManager results) {
    try (IValue value = IValueUtils.runMethod(block, method)) {
      return value.toNDList((PtNDManager) results);
    }
  }

  private NDList call(String method, NDList inputs, boolean withGradients) {
    try (NDArray name = manager.create(0)) {
      name.setName("module_method:" + method);
      NDList all = new NDList(inputs);
      all.add(name);
      return IValueUtils.forward(block, all, withGradients);
    } catch (EngineException e) {
      throw new EngineException(EngineFailure.reason(e.getMessage(), manager.getDevice()), e);
    }
  }

  private void mode(boolean train) {
    if (training != train) {
      training = train;
      if (train) {
        JniUtils.enableTrainingMode(block);
      } else {
        JniUtils.enableInferenceMode(block);
      }
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
