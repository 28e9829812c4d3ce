/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests events, services, tags and the shadow with the unmodified official JavaScript SDK. */
class OfficialSdkThingTest extends OnPlatform {

  private static SdkDevice open(Identity identity) {
    SdkDevice device = SdkDevice.open(identity, platform.brokerUrl("tcp"), null).connected();
    platform.rest.awaitDevice(
        identity,
        one ->
            one.get("session").isJsonObject()
                && one.getAsJsonObject("session").getAsJsonArray("subscriptions").size() >= 16);
    return device;
  }

  @Test
  void postsAnEventThatTheModelKnows() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      JsonObject reply = device.postEvent("overheated", "{\"degrees\": 91.5}");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      JsonObject kept =
          platform
              .rest
              .get(identity.path() + "/events")
              .getAsJsonArray("items")
              .get(0)
              .getAsJsonObject();
      assertEquals("overheated", Rest.text(kept, "event"));
      assertEquals("alert", Rest.text(kept, "type"));
      assertEquals("{\"degrees\":91.5}", kept.get("output").toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "frozen;{};6300",
        "overheated;{\"degrees\":501};460",
        "overheated;{\"kelvin\":1};460"
      })
  void isToldOfAnEventThatTheModelDoesNotKnow(String event, String params, int code) {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      JsonObject reply = device.postEvent(event, params);
      assertEquals(code, reply.get("code").getAsInt(), reply::toString);
      assertEquals(
          0, platform.rest.get(identity.path() + "/events").getAsJsonArray("items").size());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"measure;sync;{\"times\": 3};{\"mean\": 2.5}", "restart;async;{};{}"})
  void answersAServiceTheWayTheModelSays(
      String service, String kind, String params, String answer) {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      device.serve(service, kind, answer);
      platform.rest.awaitDevice(
          identity, one -> isSubscribed(one, identity.topic("thing/service/" + service)));
      JsonObject result =
          platform.rest.post(
              identity.path() + "/services/" + service,
              "{\"params\": " + params + ", \"timeoutMs\": 20000}");
      assertEquals("replied", Rest.text(result, "status"), result::toString);
      assertEquals(200, result.get("code").getAsInt());
      assertFalse(result.has("dataProblem"), result::toString);
      assertEquals(answer.replace(" ", ""), result.get("data").toString());
      JsonObject request = device.process().awaitEvent("service").getAsJsonObject("request");
      assertEquals(params.replace(" ", ""), request.get("params").toString());
    }
  }

  /** The SDK does not wait for it, either. */
  private static boolean isSubscribed(JsonObject device, String topic) {
    return device
        .getAsJsonObject("session")
        .getAsJsonArray("subscriptions")
        .contains(new JsonPrimitive(topic));
  }

  @Test
  void setsAndDeletesTags() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      JsonObject reply =
          device
              .call(
                  "postTags",
                  "tags",
                  "[{\"attrKey\": \"floor\", \"attrValue\": \"2\"},"
                      + " {\"attrKey\": \"room\", \"attrValue\": \"中\"}]",
                  "tagsReply")
              .getAsJsonObject("reply");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      reply =
          device
              .call("deleteTags", "keys", "[\"floor\"]", "deleteTagsReply")
              .getAsJsonObject("reply");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      assertEquals(
          "[{\"attrKey\":\"room\",\"attrValue\":\"中\"}]",
          platform.rest.get(identity.path() + "/tags").get("items").toString());
    }
  }

  @Test
  void isToldOfATagThatIsNotAllowed() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      JsonObject reply =
          device
              .call(
                  "postTags",
                  "tags",
                  "[{\"attrKey\": \"1st floor\", \"attrValue\": \"2\"}]",
                  "tagsReply")
              .getAsJsonObject("reply");
      assertEquals(460, reply.get("code").getAsInt(), reply::toString);
    }
  }

  @Test
  void keepsItsShadow() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity)) {
      JsonObject reported = shadow(device, "postShadow", "{\"color\": \"red\", \"level\": 3}");
      assertEquals("reply", Rest.text(reported, "method"));
      assertEquals("success", Rest.text(reported.getAsJsonObject("payload"), "status"));
      // The SDK takes the time as the version: it has more than 32 bits.
      long version = reported.getAsJsonObject("payload").get("version").getAsLong();
      assertEquals(version, document(identity).get("version").getAsLong());

      long desired =
          platform
              .rest
              .patch(
                  identity.path() + "/shadow", "{\"state\": {\"desired\": {\"color\": \"green\"}}}")
              .get("version")
              .getAsLong();
      JsonObject control = device.process().awaitEvent("shadow").getAsJsonObject("message");
      assertEquals("control", Rest.text(control, "method"));
      assertEquals(version + 1, desired);
      assertEquals(desired, control.get("version").getAsLong());

      JsonObject whole = shadow(device, "getShadow", "null");
      assertEquals(
          "{\"reported\":{\"color\":\"red\",\"level\":3},\"desired\":{\"color\":\"green\"}}",
          whole.getAsJsonObject("payload").get("state").toString());

      assertEquals(
          "success",
          Rest.text(
              shadow(device, "deleteShadow", "[\"color\"]").getAsJsonObject("payload"), "status"));
      assertEquals(
          "{\"level\":3}", document(identity).getAsJsonObject("state").get("reported").toString());
      shadow(device, "deleteShadow", "null");
      assertFalse(document(identity).getAsJsonObject("state").has("reported"));
    }
  }

  private static JsonObject shadow(SdkDevice device, String what, String json) {
    String argument = what.equals("postShadow") ? "reported" : "keys";
    return device.call(what, argument, json, "shadow").getAsJsonObject("message");
  }

  private static JsonObject document(Identity identity) {
    return platform.rest.get(identity.path() + "/shadow");
  }
}
