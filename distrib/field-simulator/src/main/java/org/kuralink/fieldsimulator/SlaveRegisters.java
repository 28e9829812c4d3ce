/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import com.digitalpetri.modbus.server.ProcessImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.kuralink.fieldsimulator.SlaveFaults.Table;

/** The tables of a unit and their changing values. */
final class SlaveRegisters {

  private static final int PERIOD = 60;

  /** The size of each table, beginning with address 0. */
  private static final Map<Table, Integer> SIZES =
      Map.of(Table.HOLDING, 0x30, Table.INPUT, 0x08, Table.COIL, 0x08, Table.DISCRETE, 0x08);

  private static final int SETPOINT = 0x10;
  private static final int LIMIT = 0x11;
  private static final int NAME = 0x20;
  private static final int NAME_REGISTERS = 8;
  private static final int PUMP = 0;

  private final int unit;
  private final ProcessImage image = new ProcessImage();

  SlaveRegisters(int unit) {
    this.unit = unit;
    image.with(
        transaction -> {
          transaction.writeHoldingRegisters(
              map -> {
                put(map, SETPOINT, 2000);
                putFloat(map, LIMIT, 80.5f);
                putText(map, NAME, "Meter " + unit);
              });
          transaction.writeCoils(map -> map.put(PUMP, true));
        });
    move(0);
  }

  ProcessImage image() {
    return image;
  }

  /** Returns whether all requested addresses exist. */
  boolean has(SlaveRequest request) {
    return request
        .table()
        .map(table -> request.address() + request.quantity() <= SIZES.getOrDefault(table, 0))
        .orElse(true);
  }

  /** Updates the values for this second. */
  void move(int seconds) {
    double wave = Math.sin(2 * Math.PI * seconds / PERIOD);
    image.with(
        transaction -> {
          transaction.writeHoldingRegisters(
              map -> {
                put(map, 0x00, seconds & 0xFFFF);
                put(map, 0x01, (int) Math.round(215 + 50 * wave + unit));
                putFloat(map, 0x02, (float) (1013.25 - 20 * wave));
                putInt(map, 0x04, 100_000 + 7 * seconds);
                putInt(map, 0x06, (int) Math.round(-1500 * wave));
                ByteBuffer large = ByteBuffer.allocate(8).putLong(0, 5_000_000_000L + seconds);
                for (int i = 0; i < 4; i++) {
                  put(map, 0x08 + i, large.getShort(2 * i));
                }
              });
          boolean pump = transaction.readCoils(map -> map.getOrDefault(PUMP, false));
          transaction.writeInputRegisters(
              map -> {
                put(map, 0x00, (int) Math.round(550 - 100 * wave));
                put(map, 0x01, pump ? (int) Math.round(1200 + 30 * wave) : 0);
              });
          transaction.writeDiscreteInputs(map -> map.put(0, seconds / 10 % 2 == 1));
        });
  }

  private static void put(Map<Integer, byte[]> registers, int address, int value) {
    registers.put(address, ByteBuffer.allocate(2).putShort((short) value).array());
  }

  private static void putInt(Map<Integer, byte[]> registers, int address, int value) {
    put(registers, address, value >>> 16);
    put(registers, address + 1, value & 0xFFFF);
  }

  private static void putFloat(Map<Integer, byte[]> registers, int address, float value) {
    putInt(registers, address, Float.floatToIntBits(value));
  }

  private static void putText(Map<Integer, byte[]> registers, int address, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * NAME_REGISTERS);
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < NAME_REGISTERS; i++) {
      put(registers, address + i, bytes.getShort(2 * i));
    }
  }
}
