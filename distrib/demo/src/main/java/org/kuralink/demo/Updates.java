/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The steps with remote configurations and firmware updates of the running gateway. */
final class Updates {

  /** A remote configuration that lets the application report more often. */
  static final String QUICKER = configuration("2");

  private static final String SOON = configuration("\"soon\"");
  private static final String MODULE = "greeting";
  private static final String WORKS = "1.2.0";
  private static final String FAILS = "1.3.0";

  private final Story story;
  private final Child gateway;
  private final Platform platform;
  private final Path bundle;

  Updates(Story story, Child gateway, Platform platform, Path bundle) {
    this.story = story;
    this.gateway = gateway;
    this.platform = platform;
    this.bundle = bundle;
  }

  private static String configuration(String interval) {
    return "{\"org.kuralink.demo.metrics~main\": {\"report.interval\": " + interval + "}}";
  }

  void configurationArrives() throws StoryException, InterruptedException, IOException {
    story.step("the gateway fetches its remote configuration");
    story.await(gateway, () -> interval().filter(seconds -> seconds == 2));
    story.tell("it reports every 2 seconds now instead of every 5 as in its file");
  }

  void wrongConfigurationIsRefused() throws StoryException, InterruptedException, IOException {
    story.step("the platform pushes an invalid configuration");
    platform.saveConfiguration(SOON);
    platform.pushConfiguration();
    JsonObject answer =
        story.await(
            gateway,
            () ->
                Optional.of(platform.configurationOfDevice())
                    .filter(d -> d.has("state") && d.get("state").getAsString().equals("refused")));
    story.tell("report.interval = \"soon\"; the gateway answered code " + answer.get("code"));
    story.tell(answer.get("message").getAsString());
  }

  void applicationArrives() throws StoryException, InterruptedException, IOException {
    story.step("an update installs an application");
    succeeds("1.0.0");
    story.tell("the gateway reports version " + platform.version(MODULE) + " of " + MODULE);
  }

  void applicationIsReplaced() throws StoryException, InterruptedException, IOException {
    story.step("an update replaces the application while the gateway runs");
    String before = session();
    succeeds("1.1.0");
    if (!session().equals(before)) {
      throw new StoryException(story.failed("the gateway logged in again during the update"));
    }
    story.tell("the gateway reports version " + platform.version(MODULE) + ", in the same session");
  }

  void brokenVersionIsRolledBack() throws StoryException, InterruptedException, IOException {
    story.step("the gateway rolls back an update that does not start");
    String version = "1.1.1";
    platform.update(MODULE, version, UpdatePackage.broken(bundle, version));
    JsonObject task = story.await(gateway, () -> ended(version, "failed"));
    story.tell("step " + task.get("step") + ": " + task.get("desc").getAsString());
    story.await(
        gateway, () -> Optional.of(platform.version(MODULE)).filter(v -> v.equals("1.1.0")));
    story.tell("the gateway runs version 1.1.0 again");
  }

  /** Offers further updates and pushes that the user can try after the last step. */
  void offerFurtherUpdates() throws IOException, InterruptedException {
    platform.keep(MODULE, WORKS, UpdatePackage.working(bundle, WORKS));
    platform.keep(MODULE, FAILS, UpdatePackage.broken(bundle, FAILS));
    platform.liftHour();
  }

  private void succeeds(String version) throws StoryException, InterruptedException, IOException {
    platform.update(MODULE, version, UpdatePackage.working(bundle, version));
    story.await(gateway, () -> ended(version, "succeeded"));
  }

  private Optional<JsonObject> ended(String version, String how)
      throws IOException, InterruptedException {
    return platform
        .updateTask(MODULE, version)
        .filter(task -> task.get("state").getAsString().equals(how));
  }

  private Optional<Integer> interval() throws IOException, InterruptedException {
    return Optional.ofNullable(platform.properties().get("reportInterval"))
        .map(JsonElement::getAsInt);
  }

  /** Returns a value that differs between two sessions of the same device. */
  private String session() throws IOException, InterruptedException {
    JsonObject session = platform.session().orElseGet(JsonObject::new);
    return String.valueOf(session.get("remote"));
  }
}
