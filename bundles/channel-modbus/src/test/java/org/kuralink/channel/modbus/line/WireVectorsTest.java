/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.channel.modbus.FieldbusCase;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.point.ModbusPoint.Area;
import org.kuralink.channel.modbus.point.ModbusTable;

/** Tests complete frames with vectors of other tools. */
class WireVectorsTest {

  private static final JsonObject VECTORS = FieldbusCase.json("fieldbus-vectors.json");

  private long nanos;

  /** Delivers received bytes in pieces; afterwards the clock advances. */
  private final class Pieces implements ByteStream {

    private final Deque<byte[]> pieces;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    Pieces(List<String> pieces) {
      this.pieces = new ArrayDeque<>(pieces.stream().map(HexFormat.of()::parseHex).toList());
    }

    @Override
    public int read(byte[] into, int offset, int length, int millis) {
      byte[] piece = pieces.poll();
      if (piece == null) {
        nanos += millis * 1_000_000L;
        return 0;
      }
      int taken = Math.min(length, piece.length);
      System.arraycopy(piece, 0, into, offset, taken);
      if (taken < piece.length) {
        pieces.addFirst(Arrays.copyOfRange(piece, taken, piece.length));
      }
      return taken;
    }

    @Override
    public void discard() {
      // What is there is what comes.
    }

    @Override
    public void write(byte[] bytes) {
      sent.writeBytes(bytes);
    }

    @Override
    public void close() {
      // Nothing to close.
    }

    String sent() {
      return HexFormat.of().withUpperCase().formatHex(sent.toByteArray());
    }
  }

  static Stream<JsonObject> reads() {
    return Stream.concat(vectors("decode"), vectors("bits"));
  }

  static Stream<JsonObject> writes() {
    return vectors("write");
  }

  static Stream<JsonObject> answers() {
    return vectors("answers");
  }

  private static Stream<JsonObject> vectors(String part) {
    List<JsonObject> all = new ArrayList<>();
    VECTORS.getAsJsonArray(part).forEach(each -> all.add(each.getAsJsonObject()));
    return all.stream();
  }

  private static Area area(JsonObject vector) {
    ModbusTable table =
        switch (vector.get("operateType").getAsString()) {
          case "coilStatus" -> ModbusTable.COIL;
          case "inputStatus" -> ModbusTable.DISCRETE_INPUT;
          case "inputRegister" -> ModbusTable.INPUT_REGISTER;
          default -> ModbusTable.HOLDING_REGISTER;
        };
    int count =
        vector.has("quantity")
            ? vector.get("quantity").getAsInt()
            : vector.has("registers") ? vector.getAsJsonArray("registers").size() : 1;
    return new Area(table, Integer.decode(vector.get("registerAddress").getAsString()), count);
  }

  private static int[] words(JsonObject vector) {
    List<Integer> words = new ArrayList<>();
    if (vector.has("registers")) {
      vector
          .getAsJsonArray("registers")
          .forEach(each -> words.add(Integer.parseInt(each.getAsString(), 16)));
    } else if (vector.has("values")) {
      vector.getAsJsonArray("values").forEach(each -> words.add(each.getAsInt()));
    } else {
      words.add(vector.get("set").getAsInt());
    }
    return words.stream().mapToInt(Integer::intValue).toArray();
  }

  private interface Conversation {
    void with(ModbusWire wire, int unit) throws ModbusFault;
  }

  private void overBoth(JsonObject vector, Conversation conversation) throws ModbusFault {
    JsonObject tcp = vector.getAsJsonObject("tcp");
    int unit = tcp.get("unit").getAsInt();
    Pieces network = new Pieces(List.of(first(tcp.get("response").getAsString())));
    conversation.with(new TcpWire(network, false, () -> nanos), unit);
    assertEquals(first(tcp.get("request").getAsString()), network.sent());
    JsonObject rtu = vector.getAsJsonObject("rtu");
    Pieces line = new Pieces(List.of(rtu.get("response").getAsString()));
    conversation.with(new RtuWire(line, () -> nanos), unit);
    assertEquals(rtu.get("request").getAsString(), line.sent());
  }

  /** Returns the first frame of a connection with its transaction id. */
  private static String first(String frame) {
    return "0001" + frame.substring(4);
  }

  @ParameterizedTest
  @MethodSource("reads")
  void aReadTravelsAsItShould(JsonObject vector) throws ModbusFault {
    Area area = area(vector);
    byte[] request = Pdu.read(area);
    overBoth(
        vector,
        (wire, unit) ->
            assertArrayEquals(
                words(vector), Pdu.words(area, request, wire.ask(unit, request, 500))));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aWriteTravelsAsItShould(JsonObject vector) throws ModbusFault {
    byte[] request = Pdu.write(vector.get("functionCode").getAsInt(), area(vector), words(vector));
    overBoth(vector, (wire, unit) -> Pdu.written(request, wire.ask(unit, request, 500)));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsTakenForWhatItIs(JsonObject vector) throws ModbusFault {
    String right = vector.get("right").getAsString();
    if (right.startsWith("1234 5678")) {
      assertArrayEquals(new int[] {0x1234, 0x5678}, asked(vector));
      return;
    }
    ModbusFault fault = assertThrows(ModbusFault.class, () -> asked(vector), right);
    if (right.contains("illegal data address")) {
      assertTrue(fault.getMessage().contains("illegal data address"));
    } else if (right.contains("99")) {
      assertTrue(fault.getMessage().contains("99"));
    } else if (right.contains("CRC")) {
      assertTrue(fault.kind() == Kind.WRONG && fault.getMessage().contains("CRC"));
    } else if (right.contains("time-out")) {
      assertEquals(Kind.SILENT, fault.kind());
    }
    assertTrue(nanos <= 500_000_000L, "it took longer than the time-out");
  }

  private int[] asked(JsonObject vector) throws ModbusFault {
    boolean tcp = vector.get("transport").getAsString().equals("tcp");
    String frame = vector.get("request").getAsString();
    byte[] body = HexFormat.of().parseHex(tcp ? frame.substring(12) : frame);
    byte[] pdu = Arrays.copyOfRange(body, 1, tcp ? body.length : body.length - 2);
    String transaction = tcp ? frame.substring(0, 4) : "";
    List<String> pieces = new ArrayList<>();
    JsonElement answer = vector.get("answer");
    if (answer.isJsonArray()) {
      answer.getAsJsonArray().forEach(each -> pieces.add(each.getAsString()));
      pieces.set(0, "00");
      pieces.set(1, "01");
    } else {
      pieces.add(
          tcp
              ? answer.getAsString().replace(transaction + "0000", "00010000")
              : answer.getAsString());
    }
    Pieces stream = new Pieces(pieces);
    ModbusWire wire =
        tcp ? new TcpWire(stream, false, () -> nanos) : new RtuWire(stream, () -> nanos);
    byte[] got = wire.ask(body[0] & 0xFF, pdu, 500);
    if (pdu[0] == 6) {
      Pdu.written(pdu, got);
      return new int[0];
    }
    return Pdu.words(new Area(ModbusTable.HOLDING_REGISTER, 0x10, 2), pdu, got);
  }
}
