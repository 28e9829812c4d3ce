/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * An oven: changing variables, writable variables, a method, and an event when it is hotter than
 * its limit.
 */
final class HallOven {

  static final String TOO_HOT = "TooHot";

  private static final int PERIOD = 60;
  private static final double WATT_HOURS_A_SECOND = 3.5;

  private final String path;
  private final int ahead;
  private final UaVariableNode temperature;
  private final UaVariableNode pressure;
  private final UaVariableNode count;
  private final UaVariableNode energy;
  private final UaVariableNode door;
  private final UaVariableNode state;
  private final UaVariableNode limit;
  private boolean hot;

  /** Creates an oven in a folder; its values are this many seconds ahead. */
  HallOven(HallNodes nodes, String hall, String name, int ahead) {
    this.path = hall + "/" + name;
    this.ahead = ahead;
    nodes.folder(hall, name);
    temperature = nodes.variable(path, "Temperature", NodeIds.Double, 0.0, false);
    pressure = nodes.variable(path, "Pressure", NodeIds.Float, 0.0f, false);
    count = nodes.variable(path, "Count", NodeIds.Int32, 0, false);
    energy = nodes.variable(path, "Energy", NodeIds.UInt32, uint(0), false);
    door = nodes.variable(path, "Door", NodeIds.Boolean, false, false);
    state = nodes.variable(path, "State", NodeIds.String, "", false);
    limit = nodes.variable(path, "Limit", NodeIds.Double, 130.0, true);
    nodes.variable(path, "Setpoint", NodeIds.Double, 85.0, true);
    nodes.variable(path, "Mode", NodeIds.Int16, (short) 1, true);
    nodes.variable(path, "Light", NodeIds.Boolean, true, true);
    nodes.variable(path, "Recipe", NodeIds.String, "bread", true);
    nodes.method(path, "Calibrate", Calibrate::new);
    move(0);
    hot = isHot();
  }

  String path() {
    return path;
  }

  /**
   * Updates the values for this second; returns true if the temperature has just exceeded the
   * limit.
   */
  boolean move(int seconds) {
    int now = seconds + ahead;
    double wave = Math.sin(2 * Math.PI * now / PERIOD);
    boolean heating = Math.cos(2 * Math.PI * now / PERIOD) > 0;
    put(temperature, Math.round(10 * (85 + 60 * wave)) / 10.0);
    put(pressure, (float) (1013.25 - 20 * wave));
    put(count, seconds);
    put(energy, uint((long) (WATT_HOURS_A_SECOND * now)));
    put(door, seconds / 10 % 2 == 1);
    put(state, heating ? "heating" : "cooling");
    boolean before = hot;
    hot = isHot();
    return hot && !before;
  }

  private boolean isHot() {
    return temperature() > limit();
  }

  double temperature() {
    return number(temperature);
  }

  double limit() {
    return number(limit);
  }

  private static double number(UaVariableNode node) {
    return node.getValue().getValue().getValue() instanceof Number number
        ? number.doubleValue()
        : 0;
  }

  private static void put(UaVariableNode node, Object value) {
    node.setValue(new DataValue(new Variant(value)));
  }

  /** Returns gain * 10 + offset. */
  private static final class Calibrate extends AbstractMethodInvocationHandler {

    Calibrate(UaMethodNode node) {
      super(node);
    }

    @Override
    public Argument[] getInputArguments() {
      return new Argument[] {argument("gain", NodeIds.Double), argument("offset", NodeIds.Double)};
    }

    @Override
    public Argument[] getOutputArguments() {
      return new Argument[] {argument("result", NodeIds.Int32)};
    }

    private static Argument argument(String name, NodeId type) {
      return new Argument(name, type, ValueRanks.Scalar, null, LocalizedText.english(name));
    }

    @Override
    protected Variant[] invoke(InvocationContext context, Variant[] inputs) throws UaException {
      if (inputs[0].getValue() instanceof Double gain
          && inputs[1].getValue() instanceof Double offset) {
        return new Variant[] {new Variant((int) Math.round(gain * 10 + offset))};
      }
      throw new UaException(StatusCodes.Bad_InvalidArgument);
    }
  }
}
