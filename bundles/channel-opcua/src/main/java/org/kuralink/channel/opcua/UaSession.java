/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;

/**
 * Reads, writes and calls over an open connection. No method blocks; an invalid request is rejected
 * before anything is sent.
 *
 * @param timeout the timeout of each request
 * @param nodesGone called when the server no longer knows nodes that were found before
 */
record UaSession(OpcUaClient client, Duration timeout, Runnable nodesGone) {

  private static final DataType ANY = new DataType.AnyType();

  /** Returns a text that changes when the server restarts or changes its namespaces. Blocks. */
  static String start(OpcUaClient client, Duration timeout) throws FieldException {
    List<DataValue> read =
        UaWords.await(
            client.readValuesAsync(
                0,
                TimestampsToReturn.Neither,
                List.of(NodeIds.Server_ServerStatus_StartTime, NodeIds.Server_NamespaceArray)),
            timeout);
    Object names = read.get(1).getValue().getValue();
    return read.get(0).getValue().getValue()
        + " "
        + (names instanceof Object[] all ? Arrays.toString(all) : "");
  }

  /** Reads the current value of a variable. */
  CompletableFuture<DataValue> read(UaNodes.Variable variable) {
    return limited(client.readValuesAsync(0, TimestampsToReturn.Both, List.of(variable.node())))
        .thenApply(all -> all.get(0));
  }

  /** Writes properties of a device in one request, after all of them have been validated. */
  CompletableFuture<Void> write(UaDevice device, UaNodes nodes, Map<String, Object> values) {
    List<String> names = new ArrayList<>(values.keySet());
    List<WriteValue> writes = new ArrayList<>();
    try {
      for (String name : names) {
        UaNodes.Variable variable = variable(device, nodes, name);
        Variant value = toNode(name, values.get(name), variable.type());
        writes.add(
            new WriteValue(
                variable.node(), AttributeId.Value.uid(), null, DataValue.valueOnly(value)));
      }
    } catch (FieldException e) {
      return CompletableFuture.failedFuture(e);
    }
    return limited(client.writeAsync(writes))
        .thenCompose(response -> written(names, response.getResults()));
  }

  private CompletableFuture<Void> written(List<String> names, StatusCode @Nullable [] results) {
    List<String> failed = new ArrayList<>();
    List<String> done = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      StatusCode status = results == null || i >= results.length ? StatusCode.BAD : results[i];
      if (status.isGood()) {
        done.add(names.get(i));
      } else {
        failed.add(names.get(i) + " (" + UaWords.name(status) + ")");
        look(status);
      }
    }
    return failed.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new FieldException(
                Cause.REFUSED,
                "the server rejected "
                    + String.join(", ", failed)
                    + (done.isEmpty() ? "" : "; it accepted " + String.join(", ", done))));
  }

  private static UaNodes.Variable variable(UaDevice device, UaNodes nodes, String name)
      throws FieldException {
    Property property = device.model().properties().get(name);
    if (!device.properties().containsKey(name)) {
      throw new FieldException(Cause.REQUEST, "'" + name + "' is not a property of this device");
    }
    if (property != null && !property.access().isWritable()) {
      throw new FieldException(Cause.REQUEST, "'" + name + "' is read-only");
    }
    return there(nodes.properties().get(name), nodes, name);
  }

  private static <T> T there(@Nullable T node, UaNodes nodes, String name) throws FieldException {
    if (node == null) {
      throw new FieldException(
          Cause.REQUEST,
          "'"
              + name
              + "' has no node: "
              + nodes.errors().getOrDefault(name, nodes.errors().getOrDefault("", "not browsed")));
    }
    return node;
  }

  private static Variant toNode(String name, @Nullable Object value, OpcUaDataType type)
      throws FieldException {
    if (value == null) {
      throw new FieldException(Cause.REQUEST, "'" + name + "' is missing");
    }
    try {
      return UaValues.toNode(value, type);
    } catch (FieldException e) {
      throw new FieldException(e.reason(), "'" + name + "' " + e.getMessage());
    }
  }

  /** Calls a method of a device. */
  CompletableFuture<Map<String, Object>> call(
      UaDevice device, UaNodes nodes, String name, Map<String, Object> input) {
    UaPoint point = device.services().get(name);
    try {
      if (point == null) {
        throw new FieldException(Cause.REQUEST, "'" + name + "' is not a service of this device");
      }
      UaNodes.Method method = there(nodes.services().get(name), nodes, name);
      Set<String> unknown = new TreeSet<>(input.keySet());
      unknown.removeAll(point.inputs());
      if (!unknown.isEmpty()) {
        throw new FieldException(
            Cause.REQUEST, "'" + name + "' has no argument " + String.join(", ", unknown));
      }
      List<Variant> arguments = new ArrayList<>();
      for (int i = 0; i < point.inputs().size(); i++) {
        String argument = point.inputs().get(i);
        arguments.add(toNode(argument, input.get(argument), method.inputs().get(i)));
      }
      CallMethodRequest request =
          new CallMethodRequest(
              nodes.node().orElseThrow(), method.node(), arguments.toArray(new Variant[0]));
      return limited(client.callAsync(List.of(request)))
          .thenCompose(
              response -> returned(device, point, response.getResults(), method.inputs().size()));
    } catch (FieldException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Map<String, Object>> returned(
      UaDevice device, UaPoint point, CallMethodResult @Nullable [] results, int arguments) {
    CallMethodResult result = results == null || results.length == 0 ? null : results[0];
    if (result == null || result.getStatusCode().isBad()) {
      StatusCode status = result == null ? StatusCode.BAD : result.getStatusCode();
      look(status);
      StatusCode @Nullable [] each = result == null ? null : result.getInputArgumentResults();
      List<String> guilty = new ArrayList<>();
      for (int i = 0; each != null && i < each.length && i < arguments; i++) {
        if (each[i].isBad()) {
          guilty.add(point.inputs().get(i) + " (" + UaWords.name(each[i]) + ")");
        }
      }
      FieldException refused =
          UaWords.refused(
              "the call of '"
                  + point.identifier()
                  + "'"
                  + (guilty.isEmpty() ? "" : " for " + String.join(", ", guilty)),
              status);
      return CompletableFuture.failedFuture(refused);
    }
    try {
      return CompletableFuture.completedFuture(outputs(device, point, result));
    } catch (FieldException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Map<String, Object> outputs(
      UaDevice device, UaPoint point, CallMethodResult result) throws FieldException {
    Variant @Nullable [] values = result.getOutputArguments();
    int there = values == null ? 0 : values.length;
    if (there < point.outputs().size()) {
      throw new FieldException(
          Cause.REFUSED,
          "the method returned "
              + there
              + " results, but outputData has "
              + point.outputs().size());
    }
    Service service = device.model().services().get(point.identifier());
    Map<String, Object> outputs = new LinkedHashMap<>();
    for (int i = 0; values != null && i < point.outputs().size(); i++) {
      String output = point.outputs().get(i);
      Field field = service == null ? null : service.outputs().get(output);
      try {
        outputs.put(
            output, UaValues.toModel(values[i].getValue(), field == null ? ANY : field.type()));
      } catch (FieldException e) {
        throw new FieldException(
            Cause.REFUSED, "the method was called; its result '" + output + "' " + e.getMessage());
      }
    }
    return outputs;
  }

  /** Returns the type in the thing model. */
  static DataType type(UaDevice device, String property) {
    Property known = device.model().properties().get(property);
    return known == null ? ANY : known.type();
  }

  /** Converts a failed result to an error of this channel. */
  private <T> CompletableFuture<T> limited(CompletableFuture<T> answer) {
    return answer
        .thenApply(each -> each)
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (value, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(value)
                    : CompletableFuture.<T>failedFuture(UaWords.of(failure, timeout)))
        .thenCompose(each -> each);
  }

  /** Checks whether the server still knows the nodes. */
  void look(StatusCode status) {
    long code = status.value();
    if (code == StatusCodes.Bad_NodeIdUnknown
        || code == StatusCodes.Bad_NodeIdInvalid
        || code == StatusCodes.Bad_MethodInvalid) {
      nodesGone.run();
    }
  }

  void close() {
    client.disconnectAsync();
  }
}
