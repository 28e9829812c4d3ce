/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;

/** A minimal codec for the tests of this bundle. */
public class SimpleCodec implements AlinkCodec {

  @Override
  public AlinkMessage decode(byte[] payload) throws MalformedMessageException {
    if (payload.length > MAX_BYTES) {
      throw new MalformedMessageException("too large");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return new AlinkMessage(
          Optional.ofNullable(json.get("id")).map(SimpleCodec::idOf),
          Optional.empty(),
          Optional.ofNullable(json.get("method")).map(JsonElement::getAsString),
          Optional.ofNullable(json.get("params")).map(p -> JsonText.of(p.toString())),
          json.has("code") ? OptionalInt.of(json.get("code").getAsInt()) : OptionalInt.empty(),
          Optional.ofNullable(json.get("data")).map(d -> JsonText.of(d.toString())),
          Optional.ofNullable(json.get("message")).map(JsonElement::getAsString));
    } catch (CharacterCodingException | JsonParseException | IllegalStateException e) {
      throw new MalformedMessageException("no JSON object");
    }
  }

  private static MessageId idOf(JsonElement id) {
    return new MessageId(id.getAsString(), id.getAsJsonPrimitive().isNumber());
  }

  @Override
  public byte[] encode(AlinkRequest request) {
    JsonObject json = new JsonObject();
    json.addProperty("id", request.id().text());
    json.addProperty("version", request.version());
    json.add("params", JsonParser.parseString(request.params().toString()));
    json.addProperty("method", request.method());
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] encode(AlinkReply reply) {
    JsonObject json = new JsonObject();
    json.add(
        "id",
        reply.id().numeric()
            ? JsonParser.parseString(reply.id().text())
            : new JsonPrimitive(reply.id().text()));
    json.addProperty("code", reply.code().value());
    json.add("data", JsonParser.parseString(reply.data().toString()));
    reply.message().ifPresent(message -> json.addProperty("message", message));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<AlinkTopic> parseTopic(String topic) {
    String[] wrapped = topic.split("/", 5);
    if (topic.startsWith("/ext/rrpc/") && wrapped.length == 5) {
      return parseTopic("/" + wrapped[4])
          .map(
              inner ->
                  new AlinkTopic(
                      AlinkTopic.Family.EXT_RRPC,
                      inner.productKey(),
                      inner.deviceName(),
                      inner.method(),
                      inner.reply(),
                      Optional.of(wrapped[3])));
    }
    if (topic.startsWith("/ext/error/") && wrapped.length == 5) {
      return Optional.of(
          new AlinkTopic(
              AlinkTopic.Family.EXT_ERROR, wrapped[3], wrapped[4], "", false, Optional.empty()));
    }
    String[] level = topic.split("/", 5);
    if (level.length < 5 || !level[1].equals("sys")) {
      return Optional.empty();
    }
    String path = level[4];
    for (AlinkTopic.Family rrpc :
        new AlinkTopic.Family[] {AlinkTopic.Family.RRPC_REQUEST, AlinkTopic.Family.RRPC_RESPONSE}) {
      if (path.startsWith(prefix(rrpc))) {
        String id = path.substring(prefix(rrpc).length());
        return Optional.of(new AlinkTopic(rrpc, level[2], level[3], "", false, Optional.of(id)));
      }
    }
    boolean reply = path.endsWith("_reply");
    String method = (reply ? path.substring(0, path.length() - 6) : path).replace('/', '.');
    return Optional.of(
        new AlinkTopic(AlinkTopic.Family.SYS, level[2], level[3], method, reply, Optional.empty()));
  }

  @Override
  public String formatTopic(AlinkTopic topic) {
    String path =
        topic.family() == AlinkTopic.Family.SYS
            ? topic.method().replace('.', '/') + (topic.reply() ? "_reply" : "")
            : prefix(topic.family()) + topic.messageId().orElseThrow();
    return "/sys/" + topic.productKey() + "/" + topic.deviceName() + "/" + path;
  }

  private static String prefix(AlinkTopic.Family rrpc) {
    return rrpc == AlinkTopic.Family.RRPC_REQUEST ? "rrpc/request/" : "rrpc/response/";
  }
}
