/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import com.ghgande.j2mod.modbus.msg.ModbusMessage;
import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ReadCoilsRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputDiscretesRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteCoilRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleCoilsRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteSingleRegisterRequest;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.util.BitVector;
import java.util.Arrays;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.point.ModbusPoint.Area;

/**
 * Encodes requests and decodes answers, without the surrounding frame (MODBUS Application Protocol
 * 1.1b3). j2mod encodes and decodes the messages; this class checks byte by byte that an answer
 * belongs to its request.
 */
public final class Pdu {

  private static final int EXCEPTION = 0x80;

  private Pdu() {}

  /** Encodes a read request. */
  public static byte[] read(Area area) {
    return bytes(
        switch (area.table()) {
          case COIL -> new ReadCoilsRequest(area.address(), area.count());
          case DISCRETE_INPUT -> new ReadInputDiscretesRequest(area.address(), area.count());
          case HOLDING_REGISTER -> new ReadMultipleRegistersRequest(area.address(), area.count());
          case INPUT_REGISTER -> new ReadInputRegistersRequest(area.address(), area.count());
        });
  }

  /**
   * Encodes a write request.
   *
   * @param function 5, 6, 15 or 16
   */
  public static byte[] write(int function, Area area, int... words) {
    ModbusRequest request =
        switch (function) {
          case 5 -> new WriteCoilRequest(area.address(), words[0] != 0);
          case 6 -> new WriteSingleRegisterRequest(area.address(), new SimpleRegister(words[0]));
          case 15 -> new WriteMultipleCoilsRequest(area.address(), bits(words));
          default ->
              new WriteMultipleRegistersRequest(
                  area.address(),
                  Arrays.stream(words).mapToObj(SimpleRegister::new).toArray(Register[]::new));
        };
    return bytes(request);
  }

  private static BitVector bits(int[] words) {
    BitVector bits = new BitVector(words.length);
    for (int i = 0; i < words.length; i++) {
      bits.setBit(i, words[i] != 0);
    }
    return bits;
  }

  private static byte[] bytes(ModbusMessage message) {
    byte[] rest = message.getMessage();
    byte[] pdu = new byte[rest.length + 1];
    pdu[0] = (byte) message.getFunctionCode();
    System.arraycopy(rest, 0, pdu, 1, rest.length);
    return pdu;
  }

  /** Decodes the words or bits of the answer to a read request. */
  static int[] words(Area area, byte[] request, byte[] answer) throws ModbusFault {
    function(request, answer);
    int bytes = area.table().isBits() ? (area.count() + 7) / 8 : area.count() * 2;
    if (answer.length < 2 || (answer[1] & 0xFF) != bytes || answer.length != bytes + 2) {
      throw new ModbusFault(
          Kind.WRONG, "the answer contains " + (answer.length - 2) + " bytes instead of " + bytes);
    }
    int[] words = new int[area.count()];
    for (int i = 0; i < words.length; i++) {
      words[i] =
          area.table().isBits()
              ? answer[2 + i / 8] >> i % 8 & 1
              : (answer[2 + 2 * i] & 0xFF) << 8 | answer[3 + 2 * i] & 0xFF;
    }
    return words;
  }

  /** Checks that the answer confirms a write request. */
  static void written(byte[] request, byte[] answer) throws ModbusFault {
    function(request, answer);
    if (!Arrays.equals(answer, Arrays.copyOf(request, 5))) {
      throw new ModbusFault(Kind.WRONG, "the answer belongs to another write request");
    }
  }

  private static void function(byte[] request, byte[] answer) throws ModbusFault {
    if (answer.length == 2 && answer[0] == (byte) (request[0] | EXCEPTION)) {
      throw ModbusFault.refused(answer[1] & 0xFF);
    }
    if (answer.length == 0 || answer[0] != request[0]) {
      throw new ModbusFault(
          Kind.WRONG,
          "the answer is for function "
              + (answer.length == 0 ? 0 : answer[0] & 0xFF)
              + " instead of "
              + request[0]);
    }
  }
}
