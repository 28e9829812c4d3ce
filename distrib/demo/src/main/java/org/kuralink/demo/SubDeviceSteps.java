/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The steps with the disks and network interfaces of this machine as sub-devices: discovery,
 * registration, forced log-out (427), a lost session (520), disabling and enabling.
 */
final class SubDeviceSteps {

  private static final String DISKS = "a1KuraDisk01";
  private static final String NETWORKS = "a1KuraNet001";
  private static final int KICKED = 427;

  /** The gateway logs a device in again at most a minute and a half after code 427. */
  private static final Duration RETURN = Duration.ofMinutes(3);

  private final Story story;
  private final Child gateway;
  private final Platform platform;
  private final ConcurrentLinkedQueue<String> transitions;
  private List<Platform> parts = List.of();
  private long kickedAt;
  private boolean isBack;

  /**
   * Creates the steps for a gateway that has started.
   *
   * @param lines the log lines of the gateway, which are added while it runs
   */
  SubDeviceSteps(
      Story story, Child gateway, Platform platform, ConcurrentLinkedQueue<String> lines) {
    this.story = story;
    this.gateway = gateway;
    this.platform = platform;
    this.transitions = lines;
  }

  /** Creates products whose devices get their secrets by dynamic registration. */
  static void createProducts(Platform platform) throws IOException, InterruptedException {
    platform.createProduct(DISKS, "Disk", model("disk.json"));
    platform.createProduct(NETWORKS, "Network interface", model("network.json"));
  }

  private static String model(String name) throws IOException {
    try (InputStream file = SubDeviceSteps.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException(
            "the resource " + name + " is missing in the demo's jar; build the demo again");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void partsAreFound() throws StoryException, InterruptedException, IOException {
    story.step("the gateway reports the disks and network interfaces that it has found");
    parts =
        story.await(gateway, () -> Optional.of(platform.found()).filter(found -> !found.isEmpty()));
    story.tell(parts.stream().map(Platform::toString).collect(Collectors.joining(", ")));
    transitions.stream()
        .filter(line -> line.contains("left out: "))
        .forEach(line -> story.tell(line.substring(line.indexOf(" - ") + " - ".length())));
  }

  void partsAreAdded() throws StoryException, InterruptedException, IOException {
    story.step("the platform adds them as sub-devices of the gateway");
    for (Platform part : parts) {
      part.create();
    }
    JsonObject answer = platform.askToAdd(parts);
    story.tell(
        "the platform created them and told the gateway to add them: code " + answer.get("code"));
    story.await(gateway, () -> online(parts.size()));
    story.tell("the gateway fetched their secrets, added them to its topology and logged them in");
  }

  void partsReport() throws StoryException, InterruptedException, IOException {
    story.step("each sub-device reports its own values");
    for (Platform part : parts) {
      var values =
          story.await(
              gateway, () -> Optional.of(part.properties()).filter(found -> !found.isEmpty()));
      story.tell(String.format("%-36s %s", part, values));
    }
  }

  void oneIsLoggedOut() throws StoryException, InterruptedException, IOException {
    Platform kicked = parts.get(parts.size() - 1);
    story.step("the platform logs one sub-device out, as if it had logged in elsewhere (427)");
    transitions.clear();
    kickedAt = System.nanoTime();
    kicked.force(KICKED);
    story.tell(transition(kicked, "ONLINE -> OFFLINE"));
    story.await(gateway, () -> online(parts.size() - 1));
    story.tell("the gateway waits before it logs the sub-device in again; the others stay online");
    if (parts.size() == 1) {
      kickedDeviceReturns();
    }
  }

  void oneIsLost() throws StoryException, InterruptedException, IOException {
    Platform lost = parts.get(0);
    story.step("the platform loses the session of one sub-device and rejects its reports (520)");
    transitions.clear();
    long before = lost.reportedAt();
    lost.lose();
    story.tell(transition(lost, "ONLINE -> OFFLINE"));
    story.tell(transition(lost, "-> ONLINE"));
    story.await(gateway, () -> Optional.of(lost.reportedAt()).filter(time -> time > before));
    story.tell("its values arrive again");
  }

  void oneIsDisabledAndEnabled() throws StoryException, InterruptedException, IOException {
    Platform disabled = parts.get(parts.size() > 2 ? 1 : 0);
    story.step("the platform disables one sub-device");
    transitions.clear();
    disabled.disable();
    story.tell(transition(disabled, "ONLINE -> DISABLED"));
    story.tell("its reports wait in the queue of the gateway");
    story.step("the platform enables this sub-device again");
    long before = disabled.reportedAt();
    transitions.clear();
    disabled.enable();
    story.tell(transition(disabled, "-> ONLINE"));
    story.await(gateway, () -> Optional.of(disabled.reportedAt()).filter(time -> time > before));
    story.tell("the queued reports arrive");
  }

  void kickedDeviceReturns() throws StoryException, InterruptedException, IOException {
    if (isBack) {
      return;
    }
    story.step("the sub-device that was logged out comes back");
    if (online(parts.size()).isEmpty()) {
      story.tell("please wait: the gateway logs it in again 60 to 90 s after code 427");
    }
    story.await(gateway, RETURN, () -> online(parts.size()));
    isBack = true;
    long seconds = Duration.ofNanos(System.nanoTime() - kickedAt).toSeconds();
    story.tell("it is online again, " + seconds + " s after it was logged out");
  }

  private Optional<Boolean> online(int count) throws IOException, InterruptedException {
    return platform.online(parts) == count ? Optional.of(true) : Optional.empty();
  }

  /** Waits for the log line of a state transition and returns it. */
  private String transition(Platform device, String transition)
      throws StoryException, InterruptedException, IOException {
    String subject = device + " ";
    return story.await(
        gateway,
        () ->
            transitions.stream()
                .filter(line -> line.contains(subject) && line.contains(transition))
                .findFirst()
                .map(line -> line.substring(line.indexOf(subject))));
  }
}
