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
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Optional;

/**
 * The steps in which the platform uses the metrics application: properties, a service, an event,
 * the shadow.
 */
final class ApplicationSteps {

  private static final String LOCATION = "next to the coffee machine";
  private static final String DESIRED = "on the roof";

  private final Story story;
  private final Child gateway;
  private final Platform platform;

  ApplicationSteps(Story story, Child gateway, Platform platform) {
    this.story = story;
    this.gateway = gateway;
    this.platform = platform;
  }

  void takesASetting() throws StoryException, InterruptedException, IOException {
    story.step("the platform sets a property");
    JsonObject result = answered(platform.set("location", new JsonPrimitive(LOCATION)));
    story.tell(
        "location = \""
            + LOCATION
            + "\"; the gateway answered code "
            + result.get("code")
            + " after "
            + result.get("elapsedMs")
            + " ms");
    story.step("the gateway reports the new value");
    JsonElement value = awaitLocation(LOCATION);
    story.tell("location is now " + value);
  }

  void carriesOutAService() throws StoryException, InterruptedException, IOException {
    story.step("the platform calls a service");
    JsonObject result = answered(platform.call("measure", "times", new JsonPrimitive(2)));
    story.tell("measure(times = 2); the application answered " + result.get("data"));
  }

  void raisesAnEvent() throws StoryException, InterruptedException, IOException {
    story.step("the application raises an event");
    answered(platform.set("loadLimit", new JsonPrimitive(0)));
    JsonObject event =
        story.await(
            gateway,
            () ->
                platform
                    .event("overloaded")
                    .filter(found -> found.getAsJsonObject("output").get("limit").getAsInt() == 0));
    story.tell("the platform set the load limit to 0 %");
    story.tell("event overloaded, " + event.get("type").getAsString() + ": " + event.get("output"));
    answered(platform.set("loadLimit", new JsonPrimitive(90)));
  }

  void followsTheShadow() throws StoryException, InterruptedException, IOException {
    story.step("the application applies the desired state of its shadow");
    platform.desire("location", new JsonPrimitive(DESIRED));
    story.await(
        gateway,
        () -> platform.reported("location").filter(now -> now.getAsString().equals(DESIRED)));
    awaitLocation(DESIRED);
    story.tell("location = \"" + DESIRED + "\" was desired; the shadow and the property report it");
  }

  private JsonElement awaitLocation(String wanted)
      throws StoryException, InterruptedException, IOException {
    return story.await(
        gateway,
        () ->
            Optional.ofNullable(platform.properties().get("location"))
                .filter(location -> location.getAsString().equals(wanted)));
  }

  private JsonObject answered(JsonObject result) throws StoryException {
    if (!result.get("status").getAsString().equals("replied")
        || result.get("code").getAsInt() != 200) {
      throw new StoryException(story.failed("the gateway answered " + result));
    }
    return result;
  }
}
