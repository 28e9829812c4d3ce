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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Property;

/**
 * Reads the points of a product (developer guide 9.6, {@code modelList}, with the members of its
 * later editions) and collects the errors of each point. Not thread-safe.
 */
public final class PointReader {

  /** The shortest time between two polls. */
  public static final long LEAST_POLL_MILLIS = 10;

  /** The longest time between two polls: a day. */
  public static final long MOST_POLL_MILLIS = 86_400_000;

  private static final Set<String> PLACING =
      Set.of("registerAddress", "operateType", "registerCount", "type");

  private static final int LAST_ADDRESS = 0xFFFF;
  private static final int MOST_WRITTEN = 123;

  private final long usualPollMillis;
  private final List<FieldError> errors;
  private final List<String> remarks = new ArrayList<>();

  /**
   * @param usualPollMillis the polling interval of a point without its own
   * @param errors the list to which errors are added
   */
  public PointReader(long usualPollMillis, List<FieldError> errors) {
    this.usualPollMillis = usualPollMillis;
    this.errors = errors;
  }

  /** Returns remarks about valid points, for the operator. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /**
   * Returns the points of a product; if there are errors, only the points whose address is known.
   */
  public List<ModbusPoint> read(FieldModel model) {
    List<ModbusPoint> points = new ArrayList<>();
    Set<String> identifiers = new HashSet<>();
    for (FieldPoint given : model.properties()) {
      int before = errors.size();
      ModbusPoint point = point(given, model);
      if (!identifiers.add(given.identifier())) {
        errors.add(new FieldError(given.place(), "identifier", "is defined twice"));
      }
      boolean placed =
          errors.subList(before, errors.size()).stream()
              .noneMatch(error -> PLACING.contains(error.member()));
      if (placed) {
        overlap(point, points);
        points.add(point);
      }
    }
    for (List<FieldPoint> others : List.of(model.services(), model.events())) {
      for (FieldPoint other : others) {
        errors.add(
            new FieldError(other.place(), "", "Modbus has properties only, no services or events"));
      }
    }
    return points;
  }

  private void overlap(ModbusPoint point, List<ModbusPoint> others) {
    for (ModbusPoint other : others) {
      boolean otherBit =
          point.form().bitMask() != 0
              && other.form().bitMask() != 0
              && point.form().bitMask() != other.form().bitMask();
      if (point.at().overlaps(other.at()) && !otherBit) {
        errors.add(
            new FieldError(
                point.place(),
                "registerAddress",
                point.at() + " is also part of " + other.identifier() + " (" + other.at() + ")"));
        return;
      }
    }
  }

  private ModbusPoint point(FieldPoint given, FieldModel model) {
    Members members = new Members(given.place(), given.members(), errors);
    ModbusTable table = table(members);
    ModbusPoint.Form form = form(members, table);
    ModbusPoint.Area area = area(members, table, form.type());
    Property property = model.thingModel().properties().get(given.identifier());
    DataType target = target(given, model, property, form.type());
    boolean settable = property == null || property.access() != AccessMode.READ;
    int write = writeFunction(members, area, property);
    boolean writeOnly = members.flag("writeOnly");
    long poll = members.whole("pollingTime", 1, MOST_POLL_MILLIS, usualPollMillis);
    if (poll < LEAST_POLL_MILLIS) {
      remarks.add(given.place() + ".pollingTime: is " + poll + " ms; the minimum of 10 ms is used");
    }
    long trigger = members.whole("trigger", 1, 2, 1);
    return new ModbusPoint(
        given.place(),
        given.identifier(),
        area,
        form,
        target,
        settable,
        write,
        writeOnly,
        Math.max(poll, LEAST_POLL_MILLIS),
        trigger == 2);
  }

  private static ModbusTable table(Members members) {
    String text = members.text("operateType");
    return ModbusTable.of(text)
        .orElseGet(
            () -> {
              members.wrong(
                  "operateType",
                  (text.isEmpty() ? "is missing" : "is " + Members.shown(text))
                      + "; allowed is one of coilStatus inputStatus holdingRegister inputRegister");
              return ModbusTable.HOLDING_REGISTER;
            });
  }

  private static ModbusPoint.Form form(Members members, ModbusTable table) {
    Members original = members.inside("originalDataType");
    String text = original.text("type");
    OriginalType type =
        OriginalType.of(text)
            .orElseGet(
                () -> {
                  original.wrong(
                      "type",
                      (text.isEmpty() ? "is missing" : "is " + Members.shown(text))
                          + "; allowed is one of int16 uint16 int32 uint32 int64 uint64 float"
                          + " double bool string \"customized data\"");
                  return table.isBits() ? OriginalType.BOOL : OriginalType.UINT16;
                });
    if (table.isBits() && type != OriginalType.BOOL) {
      original.wrong("type", "is " + type.text() + "; " + table.text() + " holds bits: bool");
    }
    Members specs = original.inside("specs");
    boolean swap = specs.flag("swap16") | specs.flag("swap");
    boolean reverse = specs.flag("reverseRegister");
    BigDecimal scaling = members.decimal("scaling").orElse(BigDecimal.ONE);
    if (scaling.signum() == 0) {
      members.wrong("scaling", "is 0; allowed is any other number");
      scaling = BigDecimal.ONE;
    }
    return new ModbusPoint.Form(type, swap, reverse, scaling, bitMask(members, table, type));
  }

  private static int bitMask(Members members, ModbusTable table, OriginalType type) {
    int mask = (int) members.whole("bitMask", 0, 0x8000, 0);
    if (mask != 0 && (type != OriginalType.BOOL || table.isBits())) {
      members.wrong("bitMask", "is allowed for a bool in a register only");
    } else if (Integer.bitCount(mask) > 1) {
      members.wrong("bitMask", "is " + mask + "; allowed is one bit: 1, 2, 4 ... 32768");
    }
    return mask;
  }

  private ModbusPoint.Area area(Members members, ModbusTable table, OriginalType type) {
    Members specs = members.inside("originalDataType").inside("specs");
    int count = type.registers();
    if (count == 0) {
      int most = table == ModbusTable.HOLDING_REGISTER ? MOST_WRITTEN : table.most();
      count = (int) specs.whole("registerCount", 1, most, 0);
      if (count == 0) {
        if (specs.value("registerCount").isEmpty()) {
          specs.wrong("registerCount", "is missing; a " + type.text() + " needs it");
        }
        count = 1;
      }
    } else {
      specs
          .value("registerCount")
          .map(Object::toString)
          .filter(given -> !given.strip().equals(Integer.toString(type.registers())))
          .ifPresent(given -> remark(specs, type, given));
    }
    int address = address(members);
    if (address + count > LAST_ADDRESS + 1) {
      members.wrong(
          "registerAddress",
          "a " + type.text() + " of " + count + " registers would exceed address 0xFFFF");
    }
    return new ModbusPoint.Area(table, address, count);
  }

  private void remark(Members specs, OriginalType type, String given) {
    remarks.add(
        specs.at("registerCount")
            + ": is "
            + Members.shown(given)
            + "; a "
            + type.text()
            + " has "
            + type.registers());
  }

  private static int address(Members members) {
    Object value = members.value("registerAddress").orElse(null);
    if (value == null) {
      members.wrong("registerAddress", "is missing; for example 0x0010");
      return 0;
    }
    String text = value.toString().strip().toLowerCase(Locale.ROOT);
    if (!(value instanceof String) || !text.startsWith("0x")) {
      members.wrong("registerAddress", "is " + Members.shown(value) + "; " + convention(text));
      return 0;
    }
    String digits = text.substring(2);
    if (digits.isEmpty() || digits.chars().anyMatch(c -> "0123456789abcdef".indexOf(c) < 0)) {
      members.wrong(
          "registerAddress",
          "is "
              + Members.shown(value)
              + "; 0x must be followed by hexadecimal digits, as in 0x0010");
      return 0;
    }
    String significant = digits.replaceFirst("^0+", "");
    if (significant.length() > 4) {
      members.wrong(
          "registerAddress", "is " + Members.shown(value) + "; the highest address is 0xFFFF");
      return 0;
    }
    return significant.isEmpty() ? 0 : Integer.parseInt(significant, 16);
  }

  private static String convention(String text) {
    String sentence = "write the protocol address in hexadecimal with 0x, counted from 0";
    if (!text.matches("[0134]\\d{4,5}")) {
      return sentence;
    }
    int number = Integer.parseInt(text.substring(1));
    String table =
        switch (text.charAt(0)) {
          case '4' -> "holdingRegister";
          case '3' -> "inputRegister";
          case '1' -> "inputStatus";
          default -> "coilStatus";
        };
    return number < 1 || number > LAST_ADDRESS + 1
        ? sentence
        : sentence
            + ": what manuals call "
            + text
            + " is 0x"
            + Integer.toHexString(number - 1).toUpperCase(Locale.ROOT)
            + " with operateType "
            + table;
  }

  private DataType target(
      FieldPoint given, FieldModel model, @Nullable Property property, OriginalType type) {
    if (property == null) {
      if (!model.thingModel().isEmpty()) {
        errors.add(
            new FieldError(
                given.place(),
                "identifier",
                "is " + Members.shown(given.identifier()) + ", which is not in tslList"));
      }
      return new DataType.AnyType();
    }
    DataType target = property.type();
    boolean text = target instanceof DataType.TextType || target instanceof DataType.AnyType;
    if (target instanceof DataType.StructType
        || target instanceof DataType.ArrayType
        || (type.isText() && !text)) {
      errors.add(
          new FieldError(
              given.place(),
              "originalDataType",
              "a "
                  + type.text()
                  + " cannot be converted to the type "
                  + target.name()
                  + " of tslList"));
    }
    return target;
  }

  private int writeFunction(Members members, ModbusPoint.Area area, @Nullable Property property) {
    int usual =
        switch (area.table()) {
          case COIL -> 5;
          case HOLDING_REGISTER -> area.count() == 1 ? 6 : 16;
          default -> 0;
        };
    if (usual == 0) {
      if (property != null && property.access() != AccessMode.READ) {
        remarks.add(
            members.at("operateType")
                + ": "
                + area.table().text()
                + " cannot be written, though tslList says "
                + property.access().text());
      }
      return 0;
    }
    int given = (int) members.whole("writeFunctionCode", 0, 16, usual);
    boolean coil = area.table() == ModbusTable.COIL;
    boolean known = given == 0 || given == 6 || (coil ? given == 5 || given == 15 : given == 16);
    if (!known) {
      members.wrong(
          "writeFunctionCode",
          "is " + given + "; allowed is " + (coil ? "5, 15 or 0" : "6, 16 or 0"));
    }
    return given == 6 ? usual : given;
  }
}
