/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.fault;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.TreeMap;

/** The faults that the simulator can inject; {@link #NONE} has all of them off. Immutable. */
public record Faults(
    int refuse,
    boolean silent,
    boolean mute,
    boolean kickAfterConnect,
    int authCode,
    int delayRepliesMs,
    int dropReplies,
    boolean duplicateReplies,
    int reverseReplies,
    int replyCode,
    int replyTimes,
    ReplyForm replyForm,
    String replyTopic,
    SubscriptionForm subscriptions,
    HttpsFaults https,
    CoapFaults coap) {

  /** Everything as it should be. */
  public static final Faults NONE =
      new Faults(
          0,
          false,
          false,
          false,
          0,
          0,
          0,
          false,
          0,
          0,
          0,
          ReplyForm.PROPER,
          "",
          SubscriptionForm.GRANTED,
          HttpsFaults.NONE,
          CoapFaults.NONE);

  /** Whether replies to devices go out as they should. */
  public boolean touchesReplies() {
    return silent
        || mute
        || delayRepliesMs != 0
        || dropReplies != 0
        || duplicateReplies
        || reverseReplies != 0
        || replyForm != ReplyForm.PROPER;
  }

  /** Whether replies on this topic are meant by what becomes of replies. */
  public boolean concerns(String topic) {
    return topic.contains(replyTopic);
  }

  /** The code with which what is answered on this topic is refused; 0 if it is not. */
  public int replyCode(String topic) {
    return concerns(topic) ? replyCode : 0;
  }

  /** Reads what a person sends; absent members are off. */
  public static Faults fromJson(JsonObject json) {
    for (String name : json.keySet()) {
      if (!NONE.toJson().has(name)) {
        throw new IllegalArgumentException("there is no fault " + name);
      }
    }
    return new Faults(
        number(json, "refuse", 0, 5),
        flag(json, "silent"),
        flag(json, "mute"),
        flag(json, "kickAfterConnect"),
        number(json, "authCode", 0, 99_999),
        number(json, "delayRepliesMs", 0, 60_000),
        number(json, "dropReplies", -1, Integer.MAX_VALUE),
        flag(json, "duplicateReplies"),
        number(json, "reverseReplies", 0, 1000),
        number(json, "replyCode", 0, 999_999),
        number(json, "replyTimes", 0, 1_000_000),
        ReplyForm.of(json.get("replyForm")),
        text(json, "replyTopic"),
        SubscriptionForm.of(json.get("subscriptions")),
        new HttpsFaults(
            number(json, "httpsCode", 0, 99_999),
            status(json),
            number(json, "httpsTimes", 0, 1_000_000),
            HttpsForm.of(json.get("httpsForm"))),
        new CoapFaults(
            coapCode(json),
            number(json, "coapTimes", 0, 1_000_000),
            CoapForm.of(json.get("coapForm")),
            number(json, "coapLossPercent", 0, 100)));
  }

  /** As it is shown. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("refuse", refuse);
    json.addProperty("silent", silent);
    json.addProperty("mute", mute);
    json.addProperty("kickAfterConnect", kickAfterConnect);
    json.addProperty("authCode", authCode);
    json.addProperty("delayRepliesMs", delayRepliesMs);
    json.addProperty("dropReplies", dropReplies);
    json.addProperty("duplicateReplies", duplicateReplies);
    json.addProperty("reverseReplies", reverseReplies);
    json.addProperty("replyCode", replyCode);
    json.addProperty("replyTimes", replyTimes);
    json.addProperty("replyForm", replyForm.word());
    json.addProperty("replyTopic", replyTopic);
    json.addProperty("subscriptions", subscriptions.word());
    json.addProperty("httpsCode", https.code());
    json.addProperty("httpsStatus", https.status());
    json.addProperty("httpsTimes", https.times());
    json.addProperty("httpsForm", https.form().word());
    json.addProperty("coapCode", coap.code());
    json.addProperty("coapTimes", coap.times());
    json.addProperty("coapForm", coap.form().word());
    json.addProperty("coapLossPercent", coap.lossPercent());
    return json;
  }

  /** These faults with one of them changed, by its name in REST. */
  public Faults with(String name, Object value) {
    JsonObject json = toJson();
    json.add(name, primitive(value));
    return fromJson(json);
  }

  private static JsonPrimitive primitive(Object value) {
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    return value instanceof String word
        ? new JsonPrimitive(word)
        : new JsonPrimitive((Integer) value);
  }

  private static int status(JsonObject json) {
    int status = number(json, "httpsStatus", 0, 599);
    if (status != 0 && status < 200) {
      throw new IllegalArgumentException("httpsStatus: 0, or 200 to 599 is needed");
    }
    return status;
  }

  private static int coapCode(JsonObject json) {
    int code = number(json, "coapCode", 0, 531);
    if (code != 0 && (code < 201 || code % 100 > 31)) {
      throw new IllegalArgumentException("coapCode: 0, or 201 to 531 for 2.01 to 5.31 is needed");
    }
    return code;
  }

  private static int number(JsonObject json, String name, int min, int max) {
    JsonElement value = json.get(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      double given = number.getAsDouble();
      if (given == Math.rint(given) && given >= min && given <= max) {
        return (int) given;
      }
    }
    throw new IllegalArgumentException(
        name + ": a whole number " + min + ".." + max + " is needed");
  }

  private static boolean flag(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw new IllegalArgumentException(name + ": true or false is needed");
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    throw new IllegalArgumentException(name + ": a text is needed");
  }

  /** Returns the active faults for a log line. */
  public Map<String, Object> switchedOn() {
    Map<String, Object> on = new TreeMap<>();
    JsonObject none = NONE.toJson();
    toJson()
        .entrySet()
        .forEach(
            entry -> {
              if (!entry.getValue().equals(none.get(entry.getKey()))) {
                on.put(entry.getKey(), entry.getValue());
              }
            });
    return on;
  }
}
