// The part of Flite 2.2 that is used, declared here because the library is loaded only when a node needs it.
#pragma once

typedef struct {
  const char *type;
  int sample_rate;
  int num_samples;
  int num_channels;
  short *samples;
} flite_wave;

typedef int (*flite_init_function)(void);
typedef void *(*flite_register_function)(const char *directory);
typedef flite_wave *(*flite_text_to_wave_function)(const char *text, void *voice);
typedef void (*flite_delete_wave_function)(flite_wave *wave);
