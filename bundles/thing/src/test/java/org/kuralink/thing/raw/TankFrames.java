/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.RawCall;
import org.kuralink.api.thing.RawDataCodec;

/**
 * The frames of a fictional tank controller, big-endian:
 *
 * <pre>
 * command  1 byte   01 set, 02 read, 03 ping; 10 report; with bit 80 the answer to it
 * id       4 bytes  chosen by who asks
 * status   1 byte   in answers only: 00 done, 01 failed, 02 not understood
 * values   3 bytes each: number 01 temperature in tenths, 02 power 0 or 1; then the value
 * </pre>
 */
public final class TankFrames implements RawDataCodec {

  public static final byte SET = 1;
  public static final byte READ = 2;
  public static final byte PING = 3;
  public static final byte REPORT = 16;
  private static final byte TEMPERATURE = 1;
  private static final byte POWER = 2;
  private static final int ANSWER = 0x80;
  private int reports;

  @Override
  public RawCall decode(byte[] payload) {
    ByteBuffer frame = ByteBuffer.wrap(payload);
    try {
      byte command = frame.get();
      Optional<String> id = Optional.of(Integer.toString(frame.getInt()));
      return switch (command) {
        case SET ->
            new RawCall("thing.service.property.set", JsonText.of(values(frame).toString()), id);
        case READ ->
            new RawCall("thing.service.property.get", JsonText.of(names(frame).toString()), id);
        case PING -> new RawCall("thing.service.Ping", JsonText.EMPTY_OBJECT, id);
        default -> throw new IllegalArgumentException("there is no command " + command);
      };
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the frame is too short", e);
    }
  }

  private static JsonObject values(ByteBuffer frame) {
    JsonObject values = new JsonObject();
    while (frame.hasRemaining()) {
      String name = name(frame.get());
      short value = frame.getShort();
      values.addProperty(name, name.equals("power") ? value : value / 10.0);
    }
    return values;
  }

  private static JsonArray names(ByteBuffer frame) {
    JsonArray names = new JsonArray();
    while (frame.hasRemaining()) {
      names.add(name(frame.get()));
    }
    return names;
  }

  private static String name(byte number) {
    return switch (number) {
      case TEMPERATURE -> "temperature";
      case POWER -> "power";
      default -> throw new IllegalArgumentException("there is no value " + number);
    };
  }

  @Override
  public Optional<byte[]> encodeReply(byte[] payload, Optional<RawCall> call, Reply reply) {
    if (payload.length < 5) {
      return Optional.empty();
    }
    byte[] values = reply.isSuccess() ? encode(reply.data()) : new byte[0];
    ByteBuffer frame = ByteBuffer.allocate(6 + values.length);
    frame.put((byte) (payload[0] | ANSWER)).put(payload, 1, 4);
    frame.put((byte) (reply.isSuccess() ? 0 : reply.code().value() == 460 ? 2 : 1)).put(values);
    return Optional.of(frame.array());
  }

  @Override
  public byte[] encodePost(String method, JsonText params) {
    if (!method.equals("thing.event.property.post")) {
      throw new IllegalArgumentException("the controller has no frame for " + method);
    }
    byte[] values = encode(params);
    ByteBuffer frame = ByteBuffer.allocate(5 + values.length);
    return frame.put(REPORT).putInt(++reports).put(values).array();
  }

  private static byte[] encode(JsonText json) {
    JsonObject values = JsonParser.parseString(json.toString()).getAsJsonObject();
    ByteBuffer bytes = ByteBuffer.allocate(3 * values.size());
    for (Map.Entry<String, JsonElement> value : values.entrySet()) {
      boolean power = value.getKey().equals("power");
      bytes.put(power ? POWER : TEMPERATURE);
      bytes.putShort((short) Math.round(value.getValue().getAsDouble() * (power ? 1 : 10)));
    }
    return bytes.array();
  }
}
