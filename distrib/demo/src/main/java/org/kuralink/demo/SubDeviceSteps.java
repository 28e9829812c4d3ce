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
 * The part of the story in which the disks and network interfaces of this machine are sub-devices,
 * and what becomes of them when the platform is unkind.
 */
final class SubDeviceSteps {

  private static final String DISKS = "a1KuraDisk01";
  private static final String NETWORKS = "a1KuraNet001";
  private static final int KICKED = 427;

  /** A device that is in use elsewhere is asked for after a minute and a half at the most. */
  private static final Duration RETURN = Duration.ofMinutes(3);

  private final Story story;
  private final Child gateway;
  private final Platform platform;
  private final ConcurrentLinkedQueue<String> transitions;
  private List<Platform> parts = List.of();
  private long kickedAt;
  private boolean isBack;

  /**
   * After the gateway has been started.
   *
   * @param lines what the gateway logs, as it comes
   */
  SubDeviceSteps(
      Story story, Child gateway, Platform platform, ConcurrentLinkedQueue<String> lines) {
    this.story = story;
    this.gateway = gateway;
    this.platform = platform;
    this.transitions = lines;
  }

  /** Products whose devices get their secrets by dynamic registration. */
  static void createProducts(Platform platform) throws IOException, InterruptedException {
    platform.createProduct(DISKS, "Disk", model("disk.json"));
    platform.createProduct(NETWORKS, "Network interface", model("network.json"));
  }

  private static String model(String name) throws IOException {
    try (InputStream file = SubDeviceSteps.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException(name + " is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void partsAreFound() throws StoryException, InterruptedException, IOException {
    story.step("the gateway tells which disks and network interfaces it has found");
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
    story.tell("they were created, and the gateway asked to add them: code " + answer.get("code"));
    story.await(gateway, () -> online(parts.size()));
    story.tell("it fetched their secrets, put them into its topology and logged them in");
  }

  void partsReport() throws StoryException, InterruptedException, IOException {
    story.step("each of them reports figures of its own");
    for (Platform part : parts) {
      var values =
          story.await(
              gateway, () -> Optional.of(part.properties()).filter(found -> !found.isEmpty()));
      story.tell(String.format("%-36s %s", part, values));
    }
  }

  void oneIsKicked() throws StoryException, InterruptedException, IOException {
    Platform kicked = parts.get(parts.size() - 1);
    story.step("the platform forces one off, as if it were in use elsewhere (427)");
    transitions.clear();
    kickedAt = System.nanoTime();
    kicked.force(KICKED);
    story.tell(said(kicked, "ONLINE -> OFFLINE"));
    story.await(gateway, () -> online(parts.size() - 1));
    story.tell("the gateway does not fight over it; the others stay online");
    if (parts.size() == 1) {
      theKickedOneReturns();
    }
  }

  void oneIsLost() throws StoryException, InterruptedException, IOException {
    Platform lost = parts.get(0);
    story.step("the platform loses the session of one, and refuses what it reports (520)");
    transitions.clear();
    long before = lost.reportedAt();
    lost.lose();
    story.tell(said(lost, "ONLINE -> OFFLINE"));
    story.tell(said(lost, "-> ONLINE"));
    story.await(gateway, () -> Optional.of(lost.reportedAt()).filter(time -> time > before));
    story.tell("its figures arrive again");
  }

  void oneIsDisabledAndEnabled() throws StoryException, InterruptedException, IOException {
    Platform disabled = parts.get(parts.size() > 2 ? 1 : 0);
    story.step("the platform disables one");
    transitions.clear();
    disabled.disable();
    story.tell(said(disabled, "ONLINE -> DISABLED"));
    story.tell("what it reports waits in the gateway");
    story.step("the platform enables it again");
    long before = disabled.reportedAt();
    transitions.clear();
    disabled.enable();
    story.tell(said(disabled, "-> ONLINE"));
    story.await(gateway, () -> Optional.of(disabled.reportedAt()).filter(time -> time > before));
    story.tell("what waited arrives");
  }

  void theKickedOneReturns() throws StoryException, InterruptedException, IOException {
    if (isBack) {
      return;
    }
    story.step("the one that was forced off comes back");
    if (online(parts.size()).isEmpty()) {
      story.tell("not yet: the gateway asks again a minute to a minute and a half after the 427");
    }
    story.await(gateway, RETURN, () -> online(parts.size()));
    isBack = true;
    long seconds = Duration.ofNanos(System.nanoTime() - kickedAt).toSeconds();
    story.tell("it is online again, " + seconds + " s after it was forced off");
  }

  private Optional<Boolean> online(int count) throws IOException, InterruptedException {
    return platform.online(parts) == count ? Optional.of(true) : Optional.empty();
  }

  /** The line in which the gateway says what it did. */
  private String said(Platform device, String transition)
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
