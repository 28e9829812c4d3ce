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
 * A validated point: a property of a product in the registers of its devices.
 *
 * @param place the path in the configuration, for messages; not part of equality
 * @param identifier the identifier of the property
 * @param at the registers or bits of the value
 * @param form the encoding of the value
 * @param target the type in the thing model
 * @param settable whether the platform may set the property
 * @param writeFunction the function code for writing; 0 if the point is read-only
 * @param writeOnly whether the point is never read
 * @param pollMillis the polling interval
 * @param onChange whether the value is reported only after a change
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

  /**
   * Returns whether the value is one bit of a register, so that writing reads the register first.
   */
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
   * A range of adjacent bits or registers.
   *
   * @param table the table
   * @param address the protocol address of the first: 0 to 0xFFFF
   * @param count the number of bits or registers
   */
  public record Area(ModbusTable table, int address, int count) {

    /** Returns the address after the last one. */
    public int end() {
      return address + count;
    }

    /** Returns whether both ranges overlap. */
    boolean overlaps(Area other) {
      return table == other.table && address < other.end() && other.address < end();
    }

    /** Returns a text for messages such as {@code holdingRegister 0x10}. */
    @Override
    public String toString() {
      return table.text() + " 0x" + Integer.toHexString(address).toUpperCase(Locale.ROOT);
    }
  }

  /**
   * The encoding of a value in its registers.
   *
   * @param type the type
   * @param swap16 whether the two bytes of each register are swapped
   * @param reverseRegister whether the first register is the least significant
   * @param scaling the factor by which a value is multiplied after reading; not 0
   * @param bitMask the mask of one bit of the register; 0 for the whole register
   */
  public record Form(
      OriginalType type,
      boolean swap16,
      boolean reverseRegister,
      BigDecimal scaling,
      int bitMask) {}
}
