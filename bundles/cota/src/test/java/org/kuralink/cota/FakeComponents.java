/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.kuralink.cota.apply.ComponentForm;
import org.kuralink.cota.apply.ComponentForm.FieldType;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.Components.ConfiguredComponent;
import org.kuralink.cota.apply.SnapshotText;
import org.kuralink.store.WholeFile;

/**
 * Configurations that behave as those of ConfigurationAdmin: properties are copied in both
 * directions, their names ignore case, the PIDs belong to the framework whatever a caller stores,
 * and a component is notified of an update later.
 */
final class FakeComponents implements Components {

  private final Map<String, Map<String, Object>> stored = new TreeMap<>();
  private final Map<String, ComponentForm> forms = new HashMap<>();
  private final Map<String, OCD> definitions = new HashMap<>();
  private BiConsumer<String, Map<String, Object>> hears = (key, properties) -> {};
  private Runnable beforeUpdate = () -> {};
  private Optional<Function<String, WholeFile>> files = Optional.empty();
  int updates;

  /** A configuration that exists, with its PIDs. */
  void add(String key, FormBuilder form, Map<String, Object> properties) {
    Map<String, Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(properties);
    stored.put(key, withPids(key, all));
    forms.put(kind(key), form.build(kind(key)));
    definitions.put(kind(key), form.definition(kind(key)));
  }

  /** Keeps each component in a file from now on; what is there already goes before. */
  void keepIn(Function<String, WholeFile> kept) throws IOException {
    files = Optional.of(kept);
    for (String key : List.copyOf(stored.keySet())) {
      Optional<byte[]> former = kept.apply(key).read(Integer.MAX_VALUE);
      if (former.isPresent()) {
        stored.put(key, SnapshotText.read(former.get()).get(key));
      }
    }
  }

  private void keep(String key) throws IOException {
    if (files.isPresent()) {
      files.get().apply(key).write(SnapshotText.of(Map.of(key, properties(key))));
    }
  }

  /** Another process over the same store. */
  FakeComponents nextProcess() {
    FakeComponents next = new FakeComponents();
    stored.forEach((key, properties) -> next.stored.put(key, copy(properties)));
    next.forms.putAll(forms);
    next.definitions.putAll(definitions);
    return next;
  }

  /** Another process over another store. */
  FakeComponents nextProcess(Map<String, Map<String, Object>> everything) {
    FakeComponents next = nextProcess();
    next.replaceAll(everything);
    return next;
  }

  /** All that is stored becomes something else. */
  void replaceAll(Map<String, Map<String, Object>> everything) {
    stored.clear();
    everything.forEach((key, properties) -> stored.put(key, copy(properties)));
  }

  /** The form as Kura has it. */
  OCD definition(String key) {
    return Optional.ofNullable(definitions.get(kind(key))).orElseThrow();
  }

  void onUpdate(BiConsumer<String, Map<String, Object>> component) {
    hears = component;
  }

  void beforeUpdate(Runnable fault) {
    beforeUpdate = fault;
  }

  /** All that is stored. */
  Map<String, Map<String, Object>> everything() {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    stored.forEach((key, properties) -> all.put(key, copy(properties)));
    return all;
  }

  Map<String, Object> properties(String key) {
    return copy(Optional.ofNullable(stored.get(key)).orElseThrow());
  }

  @Override
  public Optional<ConfiguredComponent> find(String key) {
    return stored.containsKey(key) ? Optional.of(new Stored(key)) : Optional.empty();
  }

  private static String kind(String key) {
    return key.contains("~") ? key.substring(0, key.indexOf('~')) : key;
  }

  private static Map<String, Object> copy(Map<String, Object> properties) {
    Map<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(properties);
    return copy;
  }

  private static Map<String, Object> withPids(String key, Map<String, Object> properties) {
    properties.put("service.pid", key);
    if (key.contains("~")) {
      properties.put("service.factoryPid", kind(key));
    }
    return properties;
  }

  /** A form, field by field. */
  static final class FormBuilder {

    private final List<ComponentForm.Field> fields = new ArrayList<>();
    private final List<AD> attributes = new ArrayList<>();

    FormBuilder text(String name, boolean required, String... options) {
      attributes.add(new KuraAttribute(name, Scalar.STRING, 0, required, null, null, options));
      return field(name, FieldType.STRING, required, t -> isOption(t, options));
    }

    FormBuilder password(String name) {
      attributes.add(new KuraAttribute(name, Scalar.PASSWORD, 0, false, null, null));
      return field(name, FieldType.PASSWORD, false, t -> true);
    }

    FormBuilder number(String name, long min, long max) {
      attributes.add(new KuraAttribute(name, Scalar.INTEGER, 0, false, "" + min, "" + max));
      return field(
          name,
          FieldType.INTEGER,
          false,
          t -> Long.parseLong(t) >= min && Long.parseLong(t) <= max);
    }

    FormBuilder flag(String name) {
      attributes.add(new KuraAttribute(name, Scalar.BOOLEAN, 0, false, null, null));
      return field(name, FieldType.BOOLEAN, false, t -> true);
    }

    FormBuilder texts(String name, int cardinality) {
      attributes.add(new KuraAttribute(name, Scalar.STRING, cardinality, false, null, null));
      fields.add(
          new ComponentForm.Field(
              name, FieldType.STRING, cardinality, false, List.of(), t -> true));
      return this;
    }

    FormBuilder field(
        String name, FieldType type, boolean required, ComponentForm.ValueCheck check) {
      fields.add(new ComponentForm.Field(name, type, 0, required, List.of(), check));
      return this;
    }

    /** One that only Kura reads. */
    FormBuilder attribute(AD attribute) {
      attributes.add(attribute);
      return this;
    }

    OCD definition(String id) {
      return KuraAttribute.definition(id, attributes);
    }

    ComponentForm build(String id) {
      return new ComponentForm(id, List.copyOf(fields));
    }

    private static boolean isOption(String text, String... options) {
      return options.length == 0 || List.of(options).contains(text);
    }
  }

  private final class Stored implements ConfiguredComponent {

    private final String key;

    Stored(String key) {
      this.key = key;
    }

    @Override
    public String kind() {
      return FakeComponents.kind(key);
    }

    @Override
    public Map<String, Object> properties() {
      return FakeComponents.this.properties(key);
    }

    @Override
    public void update(Map<String, Object> properties) throws IOException {
      beforeUpdate.run();
      updates++;
      stored.put(key, withPids(key, copy(properties)));
      keep(key);
      hears.accept(key, properties());
    }

    @Override
    public Optional<ComponentForm> form() {
      return Optional.ofNullable(forms.get(kind()));
    }
  }
}
