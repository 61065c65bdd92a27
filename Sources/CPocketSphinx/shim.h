// The part of PocketSphinx 0.8+5prealpha that is used, declared here because the library is loaded only when a node needs it.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef const void *(*ps_args_function)(void);
typedef void *(*ps_parse_function)(void *config, const void *definitions, int32_t count, char **arguments, int32_t strict);
typedef int32_t (*ps_free_config_function)(void *config);
typedef void *(*ps_init_function)(void *config);
typedef int (*ps_decoder_function)(void *decoder);
typedef int (*ps_set_text_function)(void *decoder, const char *name, const char *text);
typedef int (*ps_select_function)(void *decoder, const char *name);
typedef int (*ps_process_function)(void *decoder, const int16_t *samples, size_t count, int no_search, int full_utterance);
typedef uint8_t (*ps_in_speech_function)(void *decoder);
typedef const char *(*ps_hypothesis_function)(void *decoder, int32_t *score);
typedef void *(*ps_segments_function)(void *decoder);
typedef void *(*ps_next_segment_function)(void *segment);
typedef const char *(*ps_word_function)(void *segment);
typedef void (*ps_frames_function)(void *segment, int *first, int *last);
