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
 * What is asked and what is answered, without the frame around it (MODBUS Application Protocol
 * 1.1b3). j2mod writes and reads the messages; that an answer belongs to its request is checked
 * here, byte by byte.
 */
public final class Pdu {

  private static final int EXCEPTION = 0x80;

  private Pdu() {}

  /** A request that reads. */
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
   * A request that writes.
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

  /** The words or bits that answer a request that reads. */
  static int[] words(Area area, byte[] request, byte[] answer) throws ModbusFault {
    function(request, answer);
    int bytes = area.table().isBits() ? (area.count() + 7) / 8 : area.count() * 2;
    if (answer.length < 2 || (answer[1] & 0xFF) != bytes || answer.length != bytes + 2) {
      throw new ModbusFault(
          Kind.WRONG,
          "the answer holds " + (answer.length - 2) + " bytes where " + bytes + " were asked for");
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

  /** That a request that writes was carried out. */
  static void written(byte[] request, byte[] answer) throws ModbusFault {
    function(request, answer);
    if (!Arrays.equals(answer, Arrays.copyOf(request, 5))) {
      throw new ModbusFault(Kind.WRONG, "the answer is to another write");
    }
  }

  private static void function(byte[] request, byte[] answer) throws ModbusFault {
    if (answer.length == 2 && answer[0] == (byte) (request[0] | EXCEPTION)) {
      throw ModbusFault.refused(answer[1] & 0xFF);
    }
    if (answer.length == 0 || answer[0] != request[0]) {
      throw new ModbusFault(
          Kind.WRONG,
          "the answer is to function "
              + (answer.length == 0 ? 0 : answer[0] & 0xFF)
              + " instead of "
              + request[0]);
    }
  }
}
