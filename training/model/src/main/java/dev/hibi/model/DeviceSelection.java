package dev.hibi.model;

import ai.djl.Device;
import dev.hibi.model.engine.PyTorch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to compute: {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}. */
public final class DeviceSelection {
  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

  private DeviceSelection() {}

  /**
   * The device of this name on this machine. Loads the engine.
   *
   * <p>GPUs are counted through CUDA's runtime library; where the loader does not find it, there
   * are none.
   *
   * @param name {@code auto} takes the first GPU if there is one, else the CPU; {@code gpu} is
   *     {@code gpu:0}
   * @throws IllegalArgumentException if the name is none of these, or the machine has no such
   *     device: the message lists those it has
   */
  public static Device select(String name) {
    return select(name, PyTorch.engine().getGpuCount());
  }

  static Device select(String name, int gpuCount) {
    if (name.equals("auto")) {
      return gpuCount > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      throw new IllegalArgumentException(
          "unknown device: expected auto, cpu, gpu or gpu:N, found '" + name + "'");
    }
    int number = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
    if (number >= gpuCount) {
      throw new IllegalArgumentException(
          "no such device: expected one of %s, found '%s'".formatted(present(gpuCount), name));
    }
    return Device.gpu(number);
  }

  private static String present(int gpuCount) {
    StringBuilder devices = new StringBuilder("cpu");
    for (int i = 0; i < gpuCount; i++) {
      devices.append(", gpu:").append(i);
    }
    return devices.toString();
  }

  /** The device as users name it, such as {@code cpu} or {@code gpu:0}. */
  public static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }
}
