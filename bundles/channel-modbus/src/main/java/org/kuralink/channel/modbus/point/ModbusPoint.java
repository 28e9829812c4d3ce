/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.point;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.DataType;

/**
 * A property of a product in the registers of its devices, checked.
 *
 * @param place where it stands, for people; no part of equality
 * @param identifier of the property
 * @param at where its value stands
 * @param form how its value stands there
 * @param target the type that the platform takes
 * @param settable whether the platform may set it
 * @param writeFunction the function code that writes it; 0 if it cannot be written
 * @param writeOnly whether it is never read
 * @param pollMillis from one poll to the next
 * @param onChange whether it is reported only when it changed
 */
public record ModbusPoint(
    String place,
    String identifier,
    Area at,
    Form form,
    DataType target,
    boolean settable,
    int writeFunction,
    boolean writeOnly,
    long pollMillis,
    boolean onChange) {

  /** Whether the value is one bit of a register, which is written by reading the register first. */
  public boolean isBitOfRegister() {
    return form.bitMask() != 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModbusPoint that
        && identifier.equals(that.identifier)
        && at.equals(that.at)
        && form.equals(that.form);
  }

  @Override
  public int hashCode() {
    return identifier.hashCode();
  }

  /**
   * Neighbouring bits or registers.
   *
   * @param table in which they are
   * @param address of the first, as it travels: 0 to 0xFFFF
   * @param count how many
   */
  public record Area(ModbusTable table, int address, int count) {

    /** The address behind the last. */
    public int end() {
      return address + count;
    }

    /** Whether both have a bit or register in common. */
    boolean overlaps(Area other) {
      return table == other.table && address < other.end() && other.address < end();
    }

    /** For people, as in {@code holdingRegister 0x10}. */
    @Override
    public String toString() {
      return table.text() + " 0x" + Integer.toHexString(address).toUpperCase(Locale.ROOT);
    }
  }

  /**
   * How a value stands in its registers.
   *
   * @param type of it
   * @param swap16 whether the two bytes in each register change places
   * @param reverseRegister whether the first register is the lowest
   * @param scaling by which the value is multiplied when it is read; not 0
   * @param bitMask the one bit of the register; 0 for the register as a whole
   */
  public record Form(
      OriginalType type,
      boolean swap16,
      boolean reverseRegister,
      BigDecimal scaling,
      int bitMask) {}
}
