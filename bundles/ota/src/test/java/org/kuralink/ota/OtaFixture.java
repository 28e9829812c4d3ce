/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.HookInstaller;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;

/** Updates of a device in virtual time; the program is a file that the installer overwrites. */
final class OtaFixture implements AutoCloseable {

  static final String OLD = "program 1.0 ".repeat(500);
  static final String NEW = "program 1.1 ".repeat(700);

  final VirtualTime time = new VirtualTime();
  final FakeCloudSession session = new FakeCloudSession();
  final FakeDeviceLink link = session.link();
  final List<String> told = new CopyOnWriteArrayList<>();
  final Installers installers = new Installers();
  final HookInstaller.Hooks hooks = new HookInstaller.Hooks();
  final Versions versions = new Versions(Duration.ofSeconds(20), System::nanoTime);
  final Map<String, Object> configuration = new HashMap<>();
  final Path directory;
  final Path program;
  final RewritingInstaller installer;
  volatile Fetched downloads = (request, file, bytes) -> put(file);
  private final AtomicInteger processes = new AtomicInteger();
  SessionUpdates all;
  private DeviceUpdates updates;

  OtaFixture(Path directory) throws IOException {
    this.directory = directory;
    this.program = Files.writeString(directory.resolve("program"), OLD);
    this.installer = new RewritingInstaller(program, moment -> {});
    installers.add(installer, Map.of("file.type", "bin"));
    configuration.put("connection", "main");
    configuration.put("firmware.version", "1.0");
    configuration.put("health.window.seconds", 10);
    configuration.put("health.deadline.seconds", 100);
  }

  /** Starts in a new process. */
  DeviceUpdates start() throws IOException {
    return start("process " + processes.incrementAndGet());
  }

  /** Starts in a process that may be an earlier one. */
  DeviceUpdates start(String process) throws IOException {
    UpdateContext around =
        new UpdateContext(
            new ComponentThread("test", process, time.scheduler(), time.clock(), time::nanoTime),
            new UpdatedDevice(Optional.empty(), "main", () -> Optional.of(session.identity())),
            directory,
            installers,
            versions,
            (Fetched) (request, file, bytes) -> downloads.toFile(request, file, bytes));
    all =
        new SessionUpdates(
            around,
            OtaSettings.of(configuration),
            hooks,
            (device, status) -> told.add(device + " " + status.state()));
    updates = all.own();
    all.start();
    all.attach(session);
    return updates;
  }

  static void put(Path file) {
    try {
      Files.writeString(file, NEW);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An order for 1.1 of the firmware itself. */
  static JsonObject order(int id) {
    JsonObject data = new JsonObject();
    data.addProperty("size", NEW.length());
    data.addProperty("version", "1.1");
    data.addProperty("url", "https://localhost/firmware.bin?token=secret");
    data.addProperty("sign", digest("SHA-256", NEW.getBytes(UTF_8)));
    data.addProperty("signMethod", "Sha256");
    JsonObject message = new JsonObject();
    message.addProperty("code", "1000");
    message.add("data", data);
    message.addProperty("id", id);
    message.addProperty("message", "success");
    return message;
  }

  static JsonObject order(int id, String name, String value) {
    JsonObject order = order(id);
    order.getAsJsonObject("data").addProperty(name, value);
    return order;
  }

  static String digest(String method, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(method).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void push(JsonObject order) {
    link.deliver("/ota/device/upgrade/pk/dn", order.toString().getBytes(UTF_8));
    time.settle();
  }

  String program() throws IOException {
    return Files.readString(program);
  }

  /** The parameters of what was published on a topic, in order. */
  List<JsonObject> published(String verb) {
    String topic = "/ota/device/" + verb + "/pk/dn";
    return link.published().stream()
        .filter(sent -> sent.message().topic().equals(topic))
        .map(sent -> new String(sent.message().payload(), UTF_8))
        .map(text -> JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("params"))
        .toList();
  }

  List<String> informed() {
    return published("inform").stream().map(p -> p.get("version").getAsString()).toList();
  }

  /** The step that was reported last. */
  String step() {
    List<JsonObject> all = published("progress");
    return all.isEmpty() ? "" : all.get(all.size() - 1).get("step").getAsString();
  }

  String description() {
    List<JsonObject> all = published("progress");
    return all.isEmpty() ? "" : all.get(all.size() - 1).get("desc").getAsString();
  }

  void await(UpdateState state) {
    await(() -> updates.status().state() == state);
  }

  /** Advances virtual time until the condition holds. */
  void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .pollInSameThread()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              time.settle();
              if (condition.call()) {
                return true;
              }
              if (!isAtWork()) {
                time.leap(Duration.ofMillis(100));
              }
              return condition.call();
            });
  }

  /**
   * Returns whether a call is in progress: virtual time then stands still, or the call would miss
   * its deadline.
   */
  private static boolean isAtWork() {
    Thread[] all = new Thread[Thread.activeCount() + 32];
    int count = Thread.enumerate(all);
    return Arrays.stream(all, 0, count)
        .filter(thread -> thread.getName().equals("kuralink-ota-test-work"))
        .anyMatch(
            thread ->
                thread.getState() == Thread.State.RUNNABLE
                    || thread.getState() == Thread.State.BLOCKED);
  }

  /** Carries out a pushed order to its end. */
  void carryOut(JsonObject order) {
    push(order);
    await(UpdateState.IDLE);
  }

  /** Stops as a kill does: everything in progress is lost. */
  void stop() {
    try {
      byte[] atTheKill = journal();
      all.close();
      Files.write(directory.resolve("journal"), atTheKill);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] journal() throws IOException {
    Path journal = directory.resolve("journal");
    return Files.exists(journal) ? Files.readAllBytes(journal) : new byte[0];
  }

  /** Stops in order, as at a restart or a replacement of the component. */
  void stopInOrder() {
    all.close();
  }

  @Override
  public void close() {
    all.close();
  }

  /** Downloads of updates, which go to the disk. */
  @FunctionalInterface
  interface Fetched extends Downloads {

    @Override
    default byte[] toMemory(DownloadRequest request) {
      throw new AssertionError("an update is not fetched into memory");
    }
  }
}
